import { createUniqueId, For, Show, type JSX } from "solid-js";
import { EveryFigure } from "../charts/every-figure.tsx";
import { SaveMenu } from "../charts/save-menu.tsx";
import { Button } from "../controls/button.tsx";
import { join } from "../controls/join.ts";
import { Panel } from "../controls/panel.tsx";
import { AnswerBody, Receipts, ShownTable } from "./answer-body.tsx";
import { propertyLabel } from "../state/filter-words.ts";
import type { AnswerView } from "./answer-view.ts";
import { explorationNotes, fieldMeant } from "./exploration-words.ts";
import { SummaryTable } from "./summary-table.tsx";
import styles from "./view.module.css";

/** What is shown of the answers, with their tables and receipts. */
export function AnswerPanel(props: {
  shown: AnswerView;
  /** Breaks down by another property in place of the one it is. */
  onBreakdown?: ((property: string) => void) | undefined;
}): JSX.Element {
  const bodyId = createUniqueId();
  const exploration = () => props.shown.exploration();
  const filling = (): number => props.shown.told().filling;
  return (
    <Panel
      title={props.shown.title()}
      aside={
        <Show when={props.shown.isThere()}>
          <SaveMenu
            title={props.shown.title()}
            csv={() => props.shown.csv()}
            hasPicture={props.shown.isChart()}
            picture={() => props.shown.picture(document.getElementById(bodyId)?.querySelector("canvas"))}
          />
        </Show>
      }
    >
      <AnswerBody id={bodyId} shown={props.shown} />
      <Show when={props.shown.isThere() && fieldMeant(exploration().breakdown, props.shown.lines())}>
        {(field) => (
          <p class={styles["note"]}>
            Most of these events carry no {propertyLabel(exploration().breakdown?.property ?? "")} of their
            own; their visit may.{" "}
            <Show when={props.onBreakdown} fallback={`${propertyLabel(field())} tells it of their visit.`}>
              {(choose) => (
                <Button small look="quiet" onClick={() => choose()(field())}>
                  Break down by {propertyLabel(field())}
                </Button>
              )}
            </Show>
          </p>
        )}
      </Show>
      <For
        each={
          props.shown.isEmpty()
            ? []
            : explorationNotes(exploration(), filling() < props.shown.told().times.length)
        }
      >
        {(words) => <p class={styles["note"]}>{words}</p>}
      </For>
      <Receipts shown={props.shown} />
      <Show
        when={
          props.shown.waiting() === undefined &&
          props.shown.failed() === undefined &&
          !props.shown.isEmpty() &&
          exploration().display !== "heat"
        }
      >
        <div class={join(styles["tables"], props.shown.stale() && styles["stale"])}>
          <SummaryTable
            caption={`Totals: ${props.shown.caption()}`}
            lines={props.shown.lines()}
            filling={filling()}
            bucket={props.shown.granularity()}
            against={props.shown.against()}
            asCounted={exploration().shown === "counted"}
          />
          <Show when={props.shown.isPart() && props.shown.against()}>
            {(against) => (
              <p class={styles["note"]}>The full hours of this range so far, against {against()}.</p>
            )}
          </Show>
          <Show when={exploration().display !== "table"}>
            <EveryFigure>
              <ShownTable shown={props.shown} />
            </EveryFigure>
          </Show>
        </div>
      </Show>
    </Panel>
  );
}
