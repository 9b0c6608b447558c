import type { JSX } from "solid-js";
import { Icon } from "../controls/icon.tsx";
import { Menu } from "../controls/menu.tsx";
import { THEME_LOOKS } from "../controls/theme-looks.ts";
import { chooseTheme, themeChoice, type ThemeChoice } from "../state/theme.ts";

export function ThemeToggle(): JSX.Element {
  const item = (choice: ThemeChoice) => ({
    label: THEME_LOOKS[choice].label,
    icon: THEME_LOOKS[choice].icon,
    onChoose: () => chooseTheme(choice),
  });
  return (
    <Menu
      label={`Theme: ${THEME_LOOKS[themeChoice()].label}`}
      triggerLook={{ look: "quiet", small: true }}
      placement="top-start"
      trigger={<Icon name={THEME_LOOKS[themeChoice()].icon} />}
      items={[item("system"), item("light"), item("dark")]}
    />
  );
}
