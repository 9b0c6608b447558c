import { Show, splitProps, type JSX } from "solid-js";
import { Icon, type IconName } from "./icon.tsx";
import { join } from "./join.ts";
import styles from "./button.module.css";

export interface ButtonLook {
  look?: "plain" | "primary" | "danger" | "quiet" | undefined;
  small?: boolean | undefined;
  /** Shown as the state of a toggle, and said as `aria-pressed`. */
  pressed?: boolean | undefined;
}

const LOOK = ["look", "small", "pressed"] as const;

export const buttonClass = (look: ButtonLook, more?: string | false): string =>
  join(
    styles["button"],
    look.look !== undefined && look.look !== "plain" && styles[look.look],
    look.small === true && styles["small"],
    look.pressed === true && styles["pressed"],
    more,
  );

export type ButtonProps = ButtonLook &
  JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
    icon?: IconName | undefined;
    /** Work is under way: says so, keeps the focus, ignores clicks. */
    busy?: boolean | undefined;
  };

export function Button(props: ButtonProps): JSX.Element {
  const [own, look, rest] = splitProps(props, ["class", "icon", "busy", "children", "onClick"], LOOK);
  return (
    <button
      type="button"
      {...rest}
      class={buttonClass(look, own.class)}
      aria-pressed={look.pressed}
      aria-busy={own.busy === true ? "true" : undefined}
      aria-disabled={own.busy === true ? "true" : undefined}
      onClick={(event) => {
        if (own.busy === true) return event.preventDefault();
        if (typeof own.onClick === "function") own.onClick(event);
      }}
    >
      <Show when={own.busy}>
        <span class={styles["spinner"]} aria-hidden="true" />
      </Show>
      <Show when={own.busy !== true && own.icon}>{(icon) => <Icon name={icon()} size={15} />}</Show>
      {own.children}
    </button>
  );
}

export type IconButtonProps = Omit<ButtonProps, "children" | "icon"> & {
  icon: IconName;
  /** The accessible name, also shown as a title. */
  label: string;
};

export function IconButton(props: IconButtonProps): JSX.Element {
  const [own, look, rest] = splitProps(props, ["class", "icon", "label", "busy"], LOOK);
  return (
    <button
      type="button"
      {...rest}
      class={buttonClass(look, join(styles["square"], own.class))}
      aria-label={own.label}
      aria-pressed={look.pressed}
      title={own.label}
    >
      <Icon name={own.icon} size={look.small === true ? 14 : 16} />
    </button>
  );
}

export type LinkButtonProps = ButtonLook &
  JSX.AnchorHTMLAttributes<HTMLAnchorElement> & { icon?: IconName | undefined };

/** A link that looks like a button. */
export function LinkButton(props: LinkButtonProps): JSX.Element {
  const [own, look, rest] = splitProps(props, ["class", "icon", "children"], LOOK);
  return (
    <a {...rest} class={buttonClass(look, own.class)}>
      <Show when={own.icon}>{(icon) => <Icon name={icon()} size={15} />}</Show>
      {own.children}
    </a>
  );
}
