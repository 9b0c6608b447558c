import { createSignal, onCleanup, type JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import { snippetMarkup } from "../../snippet/stub.ts";
import { Button } from "../controls/button.tsx";
import styles from "./snippet-code.module.css";

const SHOWN_MS = 2_500;

/** What a site pastes into its head, with a button that copies it. */
export function SnippetCode(props: { project: Project }): JSX.Element {
  const [copied, setCopied] = createSignal<"no" | "yes" | "by-hand">("no");
  let code: HTMLElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const markup = () =>
    snippetMarkup({
      origin: window.location.origin,
      projectId: props.project.id,
      key: props.project.writeKey,
    });

  const copy = async (): Promise<void> => {
    const outcome = await navigator.clipboard.writeText(markup()).then(
      () => "yes" as const,
      () => "by-hand" as const,
    );
    setCopied(outcome);
    if (outcome === "by-hand" && code !== undefined) window.getSelection()?.selectAllChildren(code);
    clearTimeout(timer);
    timer = setTimeout(() => setCopied("no"), outcome === "yes" ? SHOWN_MS : 3 * SHOWN_MS);
  };

  return (
    <div class={styles["root"]}>
      <pre class={styles["code"]} tabIndex={0} role="region" aria-label="The snippet">
        <code ref={code}>{markup()}</code>
      </pre>
      <div class={styles["bar"]}>
        <Button icon={copied() === "yes" ? "check" : "copy"} small onClick={() => void copy()}>
          {copied() === "yes" ? "Copied" : "Copy snippet"}
        </Button>
        <span class={styles["said"]} role="status">
          {copied() === "yes"
            ? "The snippet is on the clipboard."
            : copied() === "by-hand"
              ? "The browser did not allow copying. The text is selected: copy it with the keyboard."
              : ""}
        </span>
      </div>
    </div>
  );
}
