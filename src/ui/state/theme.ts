import { createRoot, createSignal, type Accessor } from "solid-js";
import { keepItem, readItem } from "./local-item.ts";

export const THEME_CHOICES = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];
export type Theme = "light" | "dark";

const KEY = "lochan-theme";

function readChoice(): ThemeChoice {
  const stored = readItem(KEY);
  return THEME_CHOICES.find((choice) => choice === stored) ?? "system";
}

const appearance = createRoot(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const [systemDark, setSystemDark] = createSignal(dark.matches);
  dark.addEventListener("change", (event) => setSystemDark(event.matches));
  const [choice, setChoice] = createSignal(readChoice());
  const theme = (): Theme => {
    const chosen = choice();
    if (chosen !== "system") return chosen;
    return systemDark() ? "dark" : "light";
  };
  return { choice, setChoice, theme };
});

export const themeChoice: Accessor<ThemeChoice> = appearance.choice;

/** The theme in effect, on the document's root as `data-theme`. */
export const theme: Accessor<Theme> = appearance.theme;

/** Kept in this browser; a browser that refuses to keep it uses it until the page closes. */
export function chooseTheme(choice: ThemeChoice): void {
  appearance.setChoice(choice);
  keepItem(KEY, choice);
}
