import { Popover as Base } from "@kobalte/core/popover";
import type { JSX } from "solid-js";
import { buttonClass, type ButtonLook } from "./button.tsx";
import { join } from "./join.ts";
import styles from "./floating.module.css";

export interface PopoverProps {
  /** What the button shows. */
  trigger: JSX.Element;
  /** The button's accessible name where its content is not enough. */
  label?: string | undefined;
  /** Names the popover; shown as its heading unless `quietTitle`. */
  title: string;
  quietTitle?: boolean | undefined;
  triggerLook?: ButtonLook | undefined;
  /** Replaces the button look. */
  triggerClass?: string | undefined;
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  placement?: "bottom-start" | "bottom-end" | "top-start" | "top-end" | "bottom" | undefined;
  class?: string | undefined;
  /** As wide as forms are, and on a phone a sheet at the bottom of the screen. The focus starts at the first text field. */
  sheet?: boolean | undefined;
  children: JSX.Element;
}

/** A small dialog beside its button. Escape and a click outside close it; focus returns. */
export function Popover(props: PopoverProps): JSX.Element {
  let content: HTMLDivElement | undefined;
  return (
    <Base
      gutter={6}
      placement={props.placement ?? "bottom-start"}
      {...(props.open === undefined ? {} : { open: props.open })}
      onOpenChange={(open) => props.onOpenChange?.(open)}
    >
      <Base.Trigger
        class={props.triggerClass ?? buttonClass(props.triggerLook ?? {})}
        aria-label={props.label}
      >
        {props.trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Content
          ref={content}
          onOpenAutoFocus={(event) => {
            const field = props.sheet === true && content?.querySelector("input[type=text]");
            if (!(field instanceof HTMLElement)) return;
            event.preventDefault();
            // Not here: Kobalte tells of it in an effect, which would follow whatever the field's handlers read.
            queueMicrotask(() => field.focus());
          }}
          class={join(
            styles["surface"],
            styles["popover"],
            props.sheet === true && styles["sheet"],
            props.class,
          )}
        >
          <Base.Title class={props.quietTitle === true ? "visually-hidden" : (styles["popoverTitle"] ?? "")}>
            {props.title}
          </Base.Title>
          {props.children}
        </Base.Content>
      </Base.Portal>
    </Base>
  );
}
