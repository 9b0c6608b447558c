import { createSignal, Show, type JSX } from "solid-js";
import { parseOrigin } from "../../catalog/origins.ts";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Table, type Column } from "../controls/table.tsx";
import { whenText } from "../state/figures.ts";
import { FormFailure } from "../controls/form-failure.tsx";
import { useEngine } from "../state/engine-context.ts";
import { formatCount } from "../state/format.ts";
import type { Refusal, Refusals } from "./refusals-state.ts";
import styles from "./sources.module.css";

/** What was turned away, and why. An origin on it can be allowed at once. */
export function RefusalsTable(props: {
  project: Project;
  refusals: Refusals;
  onSaved: () => Promise<void>;
}): JSX.Element {
  const engine = useEngine();
  const [unsaved, setUnsaved] = createSignal<Failure>();

  const allow = async (origin: string): Promise<void> => {
    const updated = await engine.updateProject(props.project.id, {
      origins: [...props.project.allowedOrigins, origin],
    });
    if (updated.ok) await props.onSaved();
    setUnsaved(updated.ok ? undefined : updated.failure);
  };
  const canAllow = (row: Refusal): boolean =>
    row.reason === "origin-not-allowed" &&
    parseOrigin(row.origin).ok &&
    !props.project.allowedOrigins.includes(row.origin);

  const columns = (): Column<Refusal>[] => [
    {
      header: "From",
      cell: (row) => (
        <span class={styles["refusedOrigin"]}>
          <code>{row.origin}</code>
          <Show when={canAllow(row)}>
            <Button small onClick={() => void allow(row.origin)}>
              Allow <span class="visually-hidden">{row.origin}</span>
            </Button>
          </Show>
        </span>
      ),
    },
    { header: "Reason", cell: (row) => <span class={styles["reason"]}>{reasonWords(row.reason)}</span> },
    { header: "Times", cell: (row) => formatCount(row.count), number: true },
    {
      header: "Last",
      cell: (row) => (
        <span class={styles["when"]}>{whenText(row.lastAt, props.project.timeZone, Date.now())}</span>
      ),
    },
    {
      header: "Sample",
      cell: (row) => (
        <code class={styles["sample"]} title={row.sample}>
          {row.sample}
        </code>
      ),
    },
  ];

  return (
    <>
      <FormFailure failure={unsaved()} fields={[]} />
      <Show
        when={props.refusals.value()}
        fallback={
          <Show when={props.refusals.failure()} fallback={<Skeleton height="72px" />}>
            {(reason) => <ErrorState failure={reason()} onRetry={() => void props.refusals.refresh()} />}
          </Show>
        }
      >
        {(known) => (
          <Table
            caption="What was refused"
            columns={columns()}
            rows={known()}
            empty={<p class={styles["note"]}>Nothing was refused.</p>}
          />
        )}
      </Show>
    </>
  );
}

const REASONS: Record<string, string> = {
  "origin-not-allowed": "The origin is not on the list.",
  "wrong-key": "The key is not this project's, or an old one that has ended.",
  "unknown-project": "There is no project of this id.",
  "malformed-event": "An event could not be read.",
  "oversize-batch": "Too many events in one message.",
  "rate-limited": "Too many events in a short time.",
  backpressure: "Too many messages at once.",
  "invalid-input": "A message could not be read.",
  "version-mismatch": "The snippet and the bridge are of different versions.",
};

const reasonWords = (reason: string): string => REASONS[reason] ?? reason;
