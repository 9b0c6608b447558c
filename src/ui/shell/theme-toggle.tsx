import type { JSX } from "solid-js";
import { Icon, type IconName } from "../controls/icon.tsx";
import { Menu } from "../controls/menu.tsx";
import { chooseTheme, themeChoice, type ThemeChoice } from "../state/theme.ts";

const LOOKS: Record<ThemeChoice, { icon: IconName; label: string }> = {
  system: { icon: "screen", label: "As the system" },
  light: { icon: "sun", label: "Light" },
  dark: { icon: "moon", label: "Dark" },
};

export function ThemeToggle(): JSX.Element {
  const item = (choice: ThemeChoice) => ({
    label: LOOKS[choice].label,
    icon: LOOKS[choice].icon,
    onChoose: () => chooseTheme(choice),
  });
  return (
    <Menu
      label={`Theme: ${LOOKS[themeChoice()].label}`}
      triggerLook={{ look: "quiet", small: true }}
      placement="top-start"
      trigger={<Icon name={LOOKS[themeChoice()].icon} />}
      items={[item("system"), item("light"), item("dark")]}
    />
  );
}
