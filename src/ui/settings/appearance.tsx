import { createUniqueId, For, type JSX } from "solid-js";
import { Icon, type IconName } from "../controls/icon.tsx";
import { chooseTheme, THEME_CHOICES, themeChoice, type ThemeChoice } from "../state/theme.ts";
import styles from "./appearance.module.css";

const LOOKS: Record<ThemeChoice, { icon: IconName; label: string }> = {
  system: { icon: "screen", label: "As the system" },
  light: { icon: "sun", label: "Light" },
  dark: { icon: "moon", label: "Dark" },
};

export function Appearance(): JSX.Element {
  const group = createUniqueId();
  return (
    <fieldset class={styles["themes"]}>
      <legend class="visually-hidden">Theme</legend>
      <For each={THEME_CHOICES}>
        {(choice) => (
          <label class={styles["theme"]}>
            <input
              type="radio"
              name={group}
              checked={themeChoice() === choice}
              onChange={() => chooseTheme(choice)}
            />
            <Icon name={LOOKS[choice].icon} />
            {LOOKS[choice].label}
          </label>
        )}
      </For>
    </fieldset>
  );
}
