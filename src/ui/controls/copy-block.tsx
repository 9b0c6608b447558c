import { createSignal, onCleanup, type JSX } from "solid-js";
import { Button } from "./button.tsx";
import styles from "./copy-block.module.css";
import { copyText } from "./copy-text.ts";
import { join } from "./join.ts";

const SHOWN_MS = 2_500;

/** Text to paste elsewhere, with a button that copies it. */
export function CopyBlock(props: {
  /** Names the block for those who scroll it by keyboard. */
  label: string;
  text: string;
  action: string;
  /** What is said once it is copied. */
  said: string;
  /** Long lines are scrolled instead of broken. */
  lines?: boolean;
}): JSX.Element {
  const [copied, setCopied] = createSignal<"no" | "yes" | "by-hand">("no");
  let code: HTMLElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const copy = async (): Promise<void> => {
    const outcome = (await copyText(props.text)) ? "yes" : "by-hand";
    setCopied(outcome);
    if (outcome === "by-hand" && code !== undefined) window.getSelection()?.selectAllChildren(code);
    clearTimeout(timer);
    timer = setTimeout(() => setCopied("no"), outcome === "yes" ? SHOWN_MS : 3 * SHOWN_MS);
  };

  return (
    <div class={styles["root"]}>
      <pre
        class={join(styles["code"], props.lines === true && styles["lines"])}
        tabIndex={0}
        role="region"
        aria-label={props.label}
      >
        <code ref={code}>{props.text}</code>
      </pre>
      <div class={styles["bar"]}>
        <Button icon={copied() === "yes" ? "check" : "copy"} small onClick={() => void copy()}>
          {copied() === "yes" ? "Copied" : props.action}
        </Button>
        <span class={styles["said"]} role="status">
          {copied() === "yes"
            ? props.said
            : copied() === "by-hand"
              ? "The browser did not allow copying. The text is selected: copy it with the keyboard."
              : ""}
        </span>
      </div>
    </div>
  );
}
