import { createSignal, For, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import type { Span } from "../../model/span.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { Button } from "../controls/button.tsx";
import { FormFailure } from "../projects/form-failure.tsx";
import { useEngine } from "../state/engine-context.ts";
import { formatDate, formatInstant } from "../state/format.ts";
import styles from "./settings.module.css";

/** `1 Mar 2026 to 7 Mar 2026`, with the time of day where it is not whole days. */
function spanText({ from, before }: Span, timeZone: string): string {
  const zone = zoneOf(timeZone);
  const isMidnight = (at: number) => zone.startOfDay(zone.localDay(at)) === at;
  const isWhole = isMidnight(before) && (from === undefined || isMidnight(from));
  if (!isWhole) {
    const until = formatInstant(before, timeZone);
    return from === undefined ? `Before ${until}` : `${formatInstant(from, timeZone)} to ${until}`;
  }
  if (from === undefined) return `Before ${formatDate(before, timeZone)}`;
  const [first, last] = [formatDate(from, timeZone), formatDate(before - 1, timeZone)];
  return first === last ? first : `${first} to ${last}`;
}

/** Times whose events were erased, and whose events are not taken in: each can be let in again. */
export function ErasedSpans(props: {
  project: Project;
  spans: readonly Span[];
  onSaved: () => Promise<void>;
}): JSX.Element {
  const engine = useEngine();
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();

  const letIn = async (span: Span): Promise<void> => {
    setPending(true);
    const updated = await engine.updateProject(props.project.id, { letIn: span });
    if (updated.ok) await props.onSaved();
    setPending(false);
    setFailure(updated.ok ? undefined : updated.failure);
  };

  return (
    <section class={styles["kept"]} aria-labelledby="erased-spans">
      <h3 id="erased-spans">Kept out since they were erased</h3>
      <p class={styles["note"]}>
        Events from these times are left out, from a site or a file. Let a time in before you import it again.
      </p>
      <FormFailure failure={failure()} fields={[]} />
      <ul class={styles["origins"]} aria-label="Times that are kept out">
        <For each={props.spans}>
          {(span) => {
            const text = () => spanText(span, props.project.timeZone);
            return (
              <li>
                <span>{text()}</span>
                <Button
                  small
                  look="quiet"
                  aria-label={`Let in again: ${text()}`}
                  disabled={pending()}
                  onClick={() => void letIn(span)}
                >
                  Let in again
                </Button>
              </li>
            );
          }}
        </For>
      </ul>
    </section>
  );
}
