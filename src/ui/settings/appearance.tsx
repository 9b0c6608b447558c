import { createUniqueId, For, type JSX } from "solid-js";
import { Icon } from "../controls/icon.tsx";
import { THEME_LOOKS } from "../controls/theme-looks.ts";
import { chooseTheme, THEME_CHOICES, themeChoice } from "../state/theme.ts";
import styles from "./appearance.module.css";

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
            <Icon name={THEME_LOOKS[choice].icon} />
            {THEME_LOOKS[choice].label}
          </label>
        )}
      </For>
    </fieldset>
  );
}
