import { Show, type JSX } from "solid-js";
import type { AnyQuestion, FilterScalar, PairKey } from "../../model/question.ts";
import { Dialog } from "../controls/dialog.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Table } from "../controls/table.tsx";
import { ReceiptLine } from "../receipts/receipt-line.tsx";
import { createAnswer } from "../state/answer.ts";
import { counted } from "../state/counted.ts";
import { formatFigure } from "../state/format.ts";
import styles from "./view.module.css";

const LISTED = 100;

/** Who was in a bucket of a series: browsers, each with the user it said it was, and how many events. */
export function PointPeople(props: {
  /** Of which events, over the bucket alone. */
  question: AnyQuestion;
  title: string;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog open onClose={() => props.onClose()} title={props.title} wide>
      <People question={props.question} />
    </Dialog>
  );
}

/** The question that lists them. */
export const peopleOf = ({ window, name, type, filters, traffic, judgedOver }: AnyQuestion): AnyQuestion => ({
  version: 1,
  measure: "events",
  window,
  ...(name !== undefined && { name }),
  ...(type !== undefined && { type }),
  ...(filters !== undefined && { filters }),
  ...(traffic !== undefined && { traffic }),
  ...(judgedOver !== undefined && { judgedOver }),
  breakdown: ["$userId", "$distinctId"],
  limit: LISTED,
});

const partOf = (key: FilterScalar | PairKey, at: 0 | 1): string =>
  String((Array.isArray(key) ? key[at] : key) ?? "–");

function People(props: { question: AnyQuestion }): JSX.Element {
  const asked = createAnswer<AnyQuestion>(() => peopleOf(props.question));
  return (
    <Show
      when={asked.answer()}
      fallback={
        <Show
          when={asked.failure()}
          fallback={
            <div aria-busy="true">
              <Skeleton height="180px" />
            </div>
          }
        >
          {(failure) => <ErrorState failure={failure()} onRetry={() => asked.retry()} />}
        </Show>
      }
    >
      {(answer) => (
        <>
          <div class={styles["people"]}>
            <Table
              caption="People, those with the most events first"
              columns={[
                { header: "User", cell: (group) => <bdi>{partOf(group.key, 0)}</bdi> },
                { header: "Browser (distinct id)", cell: (group) => <bdi>{partOf(group.key, 1)}</bdi> },
                { header: "Events", number: true, cell: (group) => formatFigure(group.value ?? 0) },
              ]}
              rows={answer().groups ?? []}
              empty={
                <EmptyState title="Nobody" icon="info">
                  No event of this bucket is in the series.
                </EmptyState>
              }
            />
          </div>
          <p class={styles["note"]}>
            {counted(answer().total ?? 0, "event")}
            <Show when={(answer().other ?? 0) > 0}>
              , {counted(answer().other ?? 0, "event")} of them of others than the first {LISTED}
            </Show>
            . A user with several browsers is there with each. <ReceiptLine told={asked.told()} />
          </p>
        </>
      )}
    </Show>
  );
}
