import { createResource, Show, type JSX } from "solid-js";
import type { LochanEvent } from "../../model/event.ts";
import type { Result } from "../../model/failure.ts";
import type { FeedPreview as Preview } from "../../model/live-feed.ts";
import { Notice } from "../controls/notice.tsx";
import { Table, type Column } from "../controls/table.tsx";
import { whenText } from "../state/figures.ts";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import type { FeedDraft } from "./feed-draft.ts";
import styles from "./feeds.module.css";

const ROWS = 4;

/** What the fields that are chosen make of the rows that came. */
export function FeedPreview(props: { draft: FeedDraft; timeZone: string }): JSX.Element {
  const engine = useEngine();
  const [preview] = createResource(
    () => {
      const rows = props.draft.sample()?.rows;
      return rows === undefined ? undefined : { rows, input: props.draft.input("paused") };
    },
    ({ rows, input }): Promise<Result<Preview> | undefined> => engine.previewFeed(input, rows),
    { initialValue: undefined },
  );
  const shown = (): Preview | undefined => {
    const result = preview.latest;
    return result?.ok === true ? result.value : undefined;
  };
  const columns = (): Column<LochanEvent>[] => [
    { header: "Event", cell: (event) => <span class={styles["eventName"]}>{event.name}</span> },
    {
      header: "When",
      cell: (event) => (
        <span class={styles["when"]}>{whenText(event.timestamp, props.timeZone, Date.now())}</span>
      ),
    },
    {
      header: "Who",
      cell: (event) => <code class={styles["cell"]}>{event.userId ?? event.distinctId}</code>,
    },
    {
      header: "Properties",
      cell: (event) => <code class={styles["cell"]}>{JSON.stringify(event.properties)}</code>,
    },
  ];
  return (
    <Show when={shown()}>
      {(known) => (
        <div class={styles["preview"]}>
          <p class={styles["label"]}>What comes of it</p>
          <Show when={props.draft.isGuessed()}>
            <p class={styles["note"]}>
              The fields are guessed from {counted(props.draft.sample()?.rows.length ?? 0, "row")}: see
              whether they are right.
            </p>
          </Show>
          <Show when={known().events.length > 0}>
            <Table
              caption="Events made of the rows that came"
              columns={columns()}
              rows={known().events.slice(0, ROWS)}
            />
          </Show>
          <Show when={known().refused[0]}>
            {(first) => (
              <Notice
                tone="warn"
                title={`${counted(known().refused.length, "row")} of ${known().refused.length + known().events.length} would be refused`}
              >
                {first().reason}
              </Notice>
            )}
          </Show>
        </div>
      )}
    </Show>
  );
}
