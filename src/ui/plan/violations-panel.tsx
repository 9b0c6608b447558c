import { createSignal, Match, Show, Switch, type JSX } from "solid-js";
import type { ViolationCount } from "../../model/plan-violations.ts";
import { Button } from "../controls/button.tsx";
import { copyText } from "../controls/copy-text.ts";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Menu } from "../controls/menu.tsx";
import { Panel } from "../controls/panel.tsx";
import { Progress } from "../controls/progress.tsx";
import { Table, type Column } from "../controls/table.tsx";
import { counted } from "../state/counted.ts";
import { formatCount, formatInstant, formatMs } from "../state/format.ts";
import { violationWords } from "../state/violation-words.ts";
import type { PlanCount } from "./plan-count.ts";
import { violationsToCsv, violationsToJson } from "./violations-text.ts";
import styles from "./plan.module.css";

const SHOWN = 50;

/** Every way in which events of the window depart from the plan, with how often and when last. */
export function ViolationsPanel(props: {
  count: PlanCount;
  timeZone: string;
  /** Counted against what is saved, and there are changes. */
  isOlder: boolean;
  onOpen: (violation: ViolationCount) => void;
}): JSX.Element {
  const [most, setMost] = createSignal(SHOWN);
  const [said, setSaid] = createSignal("");
  const found = (): readonly ViolationCount[] => props.count.result()?.violations ?? [];

  const copy = async (text: string): Promise<void> => {
    const isCopied = await copyText(text);
    setSaid(
      isCopied ? `${counted(found().length, "line")} copied.` : "The browser did not let it be copied.",
    );
  };
  const columns: readonly Column<ViolationCount>[] = [
    { header: "Event", cell: (row) => <span class={styles["cellName"]}>{row.event}</span> },
    {
      header: "Violation",
      cell: (row) => <span class={styles["cellWords"]}>{violationWords(row.violation)}</span>,
    },
    { header: "Events", number: true, cell: (row) => formatCount(row.count) },
    {
      header: "Last seen",
      cell: (row) => (
        <span class={styles["when"]}>{formatInstant(row.sample.timestamp, props.timeZone)}</span>
      ),
    },
    {
      header: "Sample",
      cell: (row) => (
        <Button
          small
          look="quiet"
          aria-label={`Open the last ${row.event} with: ${violationWords(row.violation)}`}
          onClick={() => props.onOpen(row)}
        >
          Open
        </Button>
      ),
    },
  ];

  return (
    <Panel
      title="Violations"
      aside={
        <>
          <Show when={props.count.result()}>
            {(result) => (
              <span class={styles["receipt"]}>every event read · {formatMs(result().receipt.ms)}</span>
            )}
          </Show>
          <Show when={found().length > 0}>
            <Menu
              trigger="Copy"
              label="Copy the violations"
              triggerLook={{ small: true }}
              placement="bottom-end"
              items={[
                { label: "As CSV", icon: "copy", onChoose: () => void copy(violationsToCsv(found())) },
                { label: "As JSON", icon: "copy", onChoose: () => void copy(violationsToJson(found())) },
              ]}
            />
          </Show>
        </>
      }
    >
      <p role="status" class={said() === "" ? "visually-hidden" : styles["said"]}>
        {said()}
      </p>
      <Show when={props.count.progress() !== undefined && props.count.result() === undefined}>
        <Counting count={props.count} />
      </Show>
      <Switch>
        <Match when={props.count.failure()}>
          {(failure) => <ErrorState failure={failure()} onRetry={() => props.count.again()} />}
        </Match>
        <Match when={props.count.result()}>
          {(result) => (
            <>
              <p class={styles["summary"]}>
                {counted(result().departing, "event")} of {formatCount(result().events)}{" "}
                {result().departing === 1 ? "departs" : "depart"} from the{" "}
                {props.isOlder ? "saved plan" : "plan"}.
                <Show when={result().receipt.lost > 0}>
                  {" "}
                  {counted(result().receipt.lost, "event is", "events are")} in damaged blocks and cannot be
                  checked.
                </Show>
              </p>
              <Table
                caption="Violations of the plan"
                columns={columns}
                rows={found().slice(0, most())}
                empty={
                  <EmptyState
                    title={result().events === 0 ? "No events of that time" : "All as planned"}
                    icon="check"
                  >
                    {result().events === 0
                      ? "Choose a longer range."
                      : "Every event of that time carries what the plan says."}
                  </EmptyState>
                }
              />
              <Show when={found().length > most()}>
                <div class={styles["more"]}>
                  <Button small onClick={() => setMost((now) => now + 4 * SHOWN)}>
                    Show more of {formatCount(found().length)}
                  </Button>
                </div>
              </Show>
              <Show when={result().kinds > found().length}>
                <p class={styles["note"]}>
                  The {formatCount(found().length)} most frequent of {formatCount(result().kinds)} are listed.
                </p>
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </Panel>
  );
}

function Counting(props: { count: PlanCount }): JSX.Element {
  const total = (): number => props.count.progress()?.total ?? 0;
  const events = (): number => props.count.progress()?.events ?? 0;
  return (
    <div class={styles["working"]} aria-busy="true">
      <Progress label="Counting violations" value={total() > 0 ? events() / total() : undefined} />
      <p>
        {total() > 0 ? `${formatCount(events())} of ${counted(total(), "event")}` : "Reading events"}
        <Button small look="quiet" onClick={() => props.count.cancel()}>
          Cancel
        </Button>
      </p>
    </div>
  );
}
