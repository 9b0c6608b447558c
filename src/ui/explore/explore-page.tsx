import { createSignal, For, Show, type JSX } from "solid-js";
import type { Dashboard } from "../../model/dashboard.ts";
import {
  COMPARISONS,
  EXPLORATION_LIMITS,
  type Comparison,
  type Exploration,
} from "../../model/exploration.ts";
import type { Granularity } from "../../model/question.ts";
import { PinDialog } from "../boards/pin-dialog.tsx";
import { PinnedNotice } from "../boards/pinned-notice.tsx";
import { Button } from "../controls/button.tsx";
import { NameDialog } from "../controls/name-dialog.tsx";
import { Notice } from "../controls/notice.tsx";
import { Select } from "../controls/select.tsx";
import { RangeControl } from "../overview/range-control.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { GRANULARITY_LABELS } from "../state/question-words.ts";
import { granularitiesFor } from "../state/range-words.ts";
import { useTermWords } from "../state/segments.ts";
import { useView } from "../state/view-context.ts";
import { AnswerPanel } from "./answer-panel.tsx";
import { createAnswerView } from "./answer-view.ts";
import { Editor } from "./editor.tsx";
import { createExplore } from "./explore-state.ts";
import { explorationTitle } from "./exploration-words.ts";
import { createNaming, type Naming } from "./naming.ts";
import styles from "./explore-page.module.css";

const COMPARISON_LABELS: Record<Comparison, string> = {
  none: "No comparison",
  previous: "vs previous",
  year: "vs a year before",
};

/** Any number of series over the same time, with formulas, a breakdown and several ways to see them. */
export function ExplorePage(): JSX.Element {
  const view = useView();
  const explore = createExplore();
  const shown = createAnswerView(explore);
  const naming = createNaming(explore);
  const [pinning, setPinning] = createSignal(false);
  const [pinned, setPinned] = createSignal<Dashboard>();
  const sizes = (): Granularity[] => [
    ...new Set([...granularitiesFor(explore.exploration().window), explore.granularity()]),
  ];
  return (
    <>
      <PageHeader
        title="Explore"
        actions={
          <>
            <RangeControl />
            <Select
              label="Bucket size"
              placement="bottom-end"
              disabled={explore.exploration().display === "heat"}
              options={sizes().map((value) => ({ value, label: GRANULARITY_LABELS[value] }))}
              value={explore.granularity()}
              onChange={(value) => view.change({ granularity: value })}
            />
            <Select
              label="Comparison"
              placement="bottom-end"
              options={COMPARISONS.map((value) => ({ value, label: COMPARISON_LABELS[value] }))}
              value={explore.exploration().compare}
              onChange={(compare) => explore.change({ compare })}
            />
            <Button onClick={() => naming.open({ kind: "save" })}>Save…</Button>
            <Button icon="pin" onClick={() => setPinning(true)}>
              Pin to dashboard
            </Button>
          </>
        }
      />
      <For each={explore.notices()}>
        {(words) => <Notice tone="warn" title={words} onDismiss={explore.dismissNotices} />}
      </For>
      <Show when={pinned()}>
        {(dashboard) => (
          <div class={styles["note"]}>
            <PinnedNotice dashboard={dashboard()} onDismiss={() => setPinned(undefined)} />
          </div>
        )}
      </Show>
      <div class={styles["page"]}>
        <Editor explore={explore} wrong={shown.told().wrong} naming={naming} />
        <AnswerPanel
          shown={shown}
          onBreakdown={(property) => {
            const breakdown = explore.exploration().breakdown;
            if (breakdown !== undefined) explore.change({ breakdown: { ...breakdown, property } });
          }}
        />
      </div>
      <PinDialog
        open={pinning()}
        body={{ id: "", kind: "answer", exploration: explore.exploration() }}
        onPinned={(dashboard) => {
          setPinning(false);
          setPinned(dashboard);
        }}
        onClose={() => setPinning(false)}
      />
      <NamingDialog naming={naming} exploration={explore.exploration()} />
    </>
  );
}

function NamingDialog(props: { naming: Naming; exploration: Exploration }): JSX.Element {
  const known = useTermWords();
  const subject = () => props.naming.subject();
  return (
    <Show when={subject()}>
      {(named) => (
        <NameDialog
          open
          title={props.naming.title(named())}
          hint={props.naming.hint(named())}
          name={
            named().kind === "save"
              ? explorationTitle(props.exploration, known()).slice(0, EXPLORATION_LIMITS.labelLength)
              : props.naming.nameOf(named())
          }
          maxLength={EXPLORATION_LIMITS.labelLength}
          action="Save name"
          rename={(name) => props.naming.rename(named(), name)}
          onRenamed={() => props.naming.close()}
          onClose={() => props.naming.close()}
        />
      )}
    </Show>
  );
}
