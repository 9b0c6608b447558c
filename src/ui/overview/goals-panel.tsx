import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { countTerms } from "../../model/filter-terms.ts";
import { type Goal, GOAL_LIMITS } from "../../model/goal.ts";
import { MAX_FILTERS, type DidFilter, type Measure, type Question } from "../../model/question.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { KeptListNotices } from "../controls/kept-list-notices.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { Icon } from "../controls/icon.tsx";
import { join } from "../controls/join.ts";
import { Menu } from "../controls/menu.tsx";
import { Panel } from "../controls/panel.tsx";
import { ReceiptLine } from "../receipts/receipt-line.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { createAnswer } from "../state/answer.ts";
import { useEngine } from "../state/engine-context.ts";
import { filterToText } from "../state/filter-words.ts";
import { formatCount, formatPercent } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import { trafficOf } from "../state/url-state.ts";
import { useView } from "../state/view-context.ts";
import { GoalDialog } from "./goal-dialog.tsx";
import { createGoals } from "./goals-state.ts";
import styles from "./goals-panel.module.css";

/** How many reach each goal; a goal filters everything by the sessions that do. */
export function GoalsPanel(): JSX.Element {
  const engine = useEngine();
  const project = useProject();
  const live = useLive();
  const view = useView();
  const goals = createGoals(engine, () => project().id, live.catalog);
  /** `new`, or the one that is edited. */
  const [editing, setEditing] = createSignal<Goal | "new">();
  const [isWhole, setWhole] = createSignal(false);
  const edited = (): Goal | undefined => (editing() === "new" ? undefined : (editing() as Goal | undefined));
  const everyone = createAnswer(
    createMemo((): Question => {
      const { window, filters } = view.state();
      return {
        ...{ version: 1, measure: "users", window },
        ...(filters.length > 0 && { filters: [...filters] }),
        ...trafficOf(view.state()),
      };
    }),
  );
  return (
    <Panel
      title="Goals"
      aside={
        <>
          <ReceiptLine told={everyone.told()} />
          <IconButton icon="plus" label="New goal" look="quiet" small onClick={() => setEditing("new")} />
        </>
      }
    >
      <KeptListNotices list={goals} />
      <Show when={goals.all()} fallback={<Skeleton height="30px" />}>
        {(all) => (
          <Show
            when={all().length > 0}
            fallback={
              <EmptyState
                title="No goals yet"
                actions={<Button onClick={() => setEditing("new")}>New goal</Button>}
              >
                A goal is an event or a page you want people to reach.
              </EmptyState>
            }
          >
            <div class={styles["head"]} aria-hidden="true">
              <span>Goal</span>
              <span>Uniques</span>
              <span>Total</span>
              <span title="Users who did it, of all users with an event in this range">Rate</span>
            </div>
            <ul class={styles["list"]}>
              <For each={isWhole() ? all() : all().slice(0, GOAL_LIMITS.goals)}>
                {(goal) => (
                  <GoalRow
                    goal={goal}
                    everyone={everyone.answer()?.total}
                    onEdit={() => setEditing(goal)}
                    onDelete={() => void goals.remove(goal)}
                  />
                )}
              </For>
            </ul>
            {/* Merged devices may have many more than one can make: each row asks two questions. */}
            <Show when={!isWhole() && all().length > GOAL_LIMITS.goals}>
              <Button small look="quiet" onClick={() => setWhole(true)}>
                Show all {formatCount(all().length)}
              </Button>
            </Show>
          </Show>
        )}
      </Show>
      <GoalDialog
        open={editing() !== undefined}
        goal={edited()}
        onClose={() => setEditing(undefined)}
        onSave={(draft) => goals.save(draft)}
      />
    </Panel>
  );
}

function GoalRow(props: {
  goal: Goal;
  everyone: number | undefined;
  onEdit: () => void;
  onDelete: () => void;
}): JSX.Element {
  const view = useView();
  const question = (measure: Measure): Question | undefined => {
    const { window, filters } = view.state();
    const { name, type, filters: own = [] } = props.goal.match;
    const all = [...filters, ...own];
    if (countTerms(all) > MAX_FILTERS) return undefined;
    return {
      ...{ version: 1, measure, window },
      ...(type !== undefined && { type }),
      ...(name !== undefined && { name }),
      ...(all.length > 0 && { filters: all }),
      ...trafficOf(view.state()),
    };
  };
  const uniques = createAnswer(createMemo(() => question("users")));
  const total = createAnswer(createMemo(() => question("events")));
  const filter = (): DidFilter => ({ who: "session", did: props.goal.match });
  const isChosen = (): boolean => view.hasFilter(filter());
  const rate = (): number | undefined => {
    const [did, all] = [uniques.answer()?.total, props.everyone];
    return did === undefined || all === undefined || all === 0 ? undefined : did / all;
  };
  return (
    <li class={styles["item"]}>
      <button
        type="button"
        class={join(styles["row"], isChosen() && styles["chosen"], uniques.stale() && styles["stale"])}
        aria-pressed={isChosen()}
        title={`${isChosen() ? "Show not only" : "Show only"} where ${filterToText(filter())}`}
        onClick={() => view.toggleFilter(filter())}
      >
        <span class={styles["fill"]} style={{ width: `${Math.min(1, rate() ?? 0) * 100}%` }} />
        <bdi class={styles["name"]}>{props.goal.name}</bdi>
        <Figure words={figure(uniques.answer()?.total)} spoken=" unique," />
        <Figure words={figure(total.answer()?.total)} spoken=" in total," />
        <Figure words={rate() === undefined ? "–" : formatPercent(rate() ?? 0)} spoken=" of users" />
      </button>
      <Menu
        label={`Actions for ${props.goal.name}`}
        trigger={<Icon name="menu" size={14} />}
        triggerLook={{ look: "quiet", small: true }}
        placement="bottom-end"
        items={[
          { label: "Edit", icon: "edit", onChoose: () => props.onEdit() },
          { label: "Delete", icon: "trash", danger: true, separated: true, onChoose: () => props.onDelete() },
        ]}
      />
    </li>
  );
}

const Figure = (props: { words: string; spoken: string }): JSX.Element => (
  <span>
    {props.words}
    <span class="visually-hidden">{props.spoken}</span>
  </span>
);

const figure = (value: number | undefined): string => (value === undefined ? "–" : formatCount(value));
