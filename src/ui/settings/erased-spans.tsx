import { createSignal, createUniqueId, For, Show, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import type { TimeSpan } from "../../model/time-span.ts";
import { Button } from "../controls/button.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import frame from "../controls/framed-list.module.css";
import { useEngine } from "../state/engine-context.ts";
import { spanWords } from "../state/span-words.ts";
import styles from "./settings.module.css";

/** Times whose events were erased, and whose events are not taken in: each can be let in again. */
export function ErasedSpans(props: { project: Project; onSaved: () => Promise<void> }): JSX.Element {
  const engine = useEngine();
  const heading = createUniqueId();
  const [pending, setPending] = createSignal<string>();
  const [failure, setFailure] = createSignal<Failure>();
  const [said, setSaid] = createSignal("");
  let status: HTMLElement | undefined;

  const spans = (): readonly TimeSpan[] => props.project.erasedSpans ?? [];
  const words = (span: TimeSpan): string => spanWords(span, props.project.timeZone);
  const letIn = async (span: TimeSpan): Promise<void> => {
    const text = words(span);
    setPending(text);
    const updated = await engine.updateProject(props.project.id, { letIn: span });
    // Also where it was refused: another tab may have been faster.
    await props.onSaved();
    setPending(undefined);
    setFailure(updated.ok ? undefined : updated.failure);
    setSaid(updated.ok ? `Let in again: ${text}. Import or send its events now.` : "");
    // The button that had the focus is gone.
    if (updated.ok) status?.focus();
  };

  return (
    <>
      <Show when={spans().length > 0}>
        <div class={styles["kept"]}>
          <h3 id={heading}>Erased times that are kept out</h3>
          <p class={styles["note"]}>
            Events dated in these times are left out, whether a site or a file brings them; times are those of{" "}
            {props.project.timeZone.replaceAll("_", " ")}. Letting a time in brings nothing back by itself:
            send or import its events again afterwards.
          </p>
          <ul class={frame["list"]} aria-labelledby={heading}>
            <For each={spans()}>
              {(span) => (
                <li>
                  <span class={styles["span"]}>{words(span)}</span>
                  <Button
                    small
                    look="quiet"
                    aria-label={`Let in again: ${words(span)}`}
                    busy={pending() === words(span)}
                    onClick={() => void letIn(span)}
                  >
                    Let in again
                  </Button>
                </li>
              )}
            </For>
          </ul>
        </div>
      </Show>
      <FormFailure failure={failure()} fields={[]} />
      <span ref={status} role="status" tabindex="-1" class={styles["said"]}>
        {said()}
      </span>
    </>
  );
}
