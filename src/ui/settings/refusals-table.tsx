import { createEffect, createSignal, on, Show, type JSX } from "solid-js";
import { parseOrigin } from "../../catalog/origins.ts";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Table, type Column } from "../controls/table.tsx";
import { whenText } from "../data/figures.ts";
import { createClock } from "../state/clock.ts";
import { useEngine } from "../state/engine-context.ts";
import { formatCount } from "../state/format.ts";
import styles from "./settings.module.css";

interface Refusal {
  origin: string;
  reason: string;
  count: number;
  sample: string;
  lastAt: number;
}

const REFRESH_MS = 5_000;

/** What the bridge turned away, and why. An origin on it can be allowed at once. */
export function RefusalsTable(props: { project: Project; onSaved: () => Promise<void> }): JSX.Element {
  const engine = useEngine();
  const tick = createClock(REFRESH_MS);
  const [rows, setRows] = createSignal<Refusal[]>();
  const [failure, setFailure] = createSignal<Failure>();

  const read = async (): Promise<void> => {
    const result = await engine.refusals(props.project.id);
    setFailure(result.ok ? undefined : result.failure);
    if (!result.ok) return;
    const fresh = result.value.toSorted((a, b) => b.lastAt - a.lastAt);
    if (JSON.stringify(fresh) !== JSON.stringify(rows())) setRows(fresh);
  };
  createEffect(on(tick, () => void read()));

  const allow = async (origin: string): Promise<void> => {
    const updated = await engine.updateProject(props.project.id, {
      origins: [...props.project.allowedOrigins, origin],
    });
    if (updated.ok) await props.onSaved();
    else setFailure(updated.failure);
  };
  const canAllow = (row: Refusal): boolean =>
    row.reason === "origin-not-allowed" &&
    parseOrigin(row.origin).ok &&
    !props.project.allowedOrigins.includes(row.origin);

  const columns = (): Column<Refusal>[] => [
    {
      header: "Origin",
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
    <Show
      when={rows()}
      fallback={
        <Show when={failure()} fallback={<Skeleton height="72px" />}>
          {(reason) => <ErrorState failure={reason()} onRetry={() => void read()} />}
        </Show>
      }
    >
      {(known) => (
        <Table
          caption="Refused events"
          columns={columns()}
          rows={known()}
          empty={<p class={styles["note"]}>Nothing was refused.</p>}
        />
      )}
    </Show>
  );
}

const REASONS: Record<string, string> = {
  "origin-not-allowed": "The origin is not on the list.",
  "wrong-key": "The key is not this project's.",
  "unknown-project": "There is no project of this id.",
  "malformed-event": "An event could not be read.",
  "oversize-batch": "Too many events in one message.",
  "rate-limited": "Too many events in a short time.",
  "version-mismatch": "The snippet and the bridge are of different versions.",
};

const reasonWords = (reason: string): string => REASONS[reason] ?? reason;
