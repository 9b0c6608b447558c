import type { ThemeChoice } from "../state/theme.ts";
import type { IconName } from "./icon.tsx";

export const THEME_LOOKS: Record<ThemeChoice, { icon: IconName; label: string }> = {
  system: { icon: "screen", label: "As the system" },
  light: { icon: "sun", label: "Light" },
  dark: { icon: "moon", label: "Dark" },
};
