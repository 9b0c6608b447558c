import { Dialog as Base } from "@kobalte/core/dialog";
import { createRenderEffect, on, Show, type JSX } from "solid-js";
import { IconButton } from "./button.tsx";
import { join } from "./join.ts";
import styles from "./dialog.module.css";

/**
 * Modal: keeps the focus inside, closes on Escape. The focus starts at the first field, where there
 * is one, and goes back to what had it before, or to what `returnFocus` names. Where that is gone, a row
 * that was deleted say, it goes to the page's content.
 */
export function Dialog(props: {
  open: boolean;
  /** It was closed by Escape, its cross, or a click beside it. */
  onClose: () => void;
  title: string;
  description?: string | undefined;
  wide?: boolean | undefined;
  /** As wide as tables need. */
  widest?: boolean | undefined;
  returnFocus?: (() => HTMLElement | undefined) | undefined;
  children: JSX.Element;
}): JSX.Element {
  let body: HTMLDivElement | undefined;
  let before: Element | null = null;
  createRenderEffect(
    on(
      () => props.open,
      (open) => {
        if (open) before = document.activeElement;
      },
    ),
  );
  return (
    <Base open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Base.Portal>
        <Base.Overlay class={styles["overlay"]} />
        <div class={styles["place"]}>
          <Base.Content
            class={join(
              styles["dialog"],
              props.wide === true && styles["wide"],
              props.widest === true && styles["widest"],
            )}
            onOpenAutoFocus={(event) => {
              const field = body?.querySelector("input:not([type=file], :disabled), textarea, select");
              if (!(field instanceof HTMLElement)) return;
              event.preventDefault();
              field.focus();
            }}
            onCloseAutoFocus={(event) => {
              const back = [props.returnFocus?.(), before, document.querySelector("main")].find(
                (element) => element instanceof HTMLElement && element.isConnected,
              );
              if (!(back instanceof HTMLElement)) return;
              event.preventDefault();
              back.focus({ preventScroll: back.tagName === "MAIN" });
            }}
          >
            <div class={styles["header"]}>
              <Base.Title class={styles["title"]}>{props.title}</Base.Title>
              <IconButton icon="close" label="Close" look="quiet" small onClick={() => props.onClose()} />
            </div>
            <Show when={props.description}>
              <Base.Description class={styles["description"]}>{props.description}</Base.Description>
            </Show>
            <div ref={body} class={styles["body"]}>
              {props.children}
            </div>
          </Base.Content>
        </div>
      </Base.Portal>
    </Base>
  );
}

/** The row of buttons at the end of a dialog or form, the main one last. */
export function DialogActions(props: { children: JSX.Element }): JSX.Element {
  return <div class={styles["actions"]}>{props.children}</div>;
}
