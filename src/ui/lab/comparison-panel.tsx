import {
  createEffect,
  createMemo,
  createSignal,
  For,
  Match,
  on,
  onCleanup,
  Show,
  Switch,
  type JSX,
} from "solid-js";
import { compareRuns, type EventChange } from "../../model/compare-runs.ts";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import type { Run } from "../../model/run.ts";
import { Badge, type Tone } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Panel } from "../controls/panel.tsx";
import { Progress } from "../controls/progress.tsx";
import { Select, type SelectOption } from "../controls/select.tsx";
import { whenText } from "../state/figures.ts";
import { useEngine } from "../state/engine-context.ts";
import { countWords, propertyWords, summaryWords } from "./comparison-words.ts";
import styles from "./comparison-panel.module.css";

type Outcome =
  | { kind: "reading"; queryId: string }
  | { kind: "cancelled" }
  | { kind: "failed"; failure: Failure }
  | { kind: "done"; changes: EventChange[] };

const MOST_SHOWN = 200;

const KINDS: Record<EventChange["kind"], { tone: Tone; word: string }> = {
  missing: { tone: "bad", word: "missing" },
  new: { tone: "good", word: "new" },
  changed: { tone: "warn", word: "changed" },
  count: { tone: "plain", word: "count" },
};

/** What one run sent and another did not. */
export function ComparisonPanel(props: { project: Project; runs: readonly Run[] }): JSX.Element {
  const engine = useEngine();
  const [chosen, setChosen] = createSignal<{ before?: string; after?: string }>({});
  const [outcome, setOutcome] = createSignal<Outcome>({ kind: "cancelled" });
  const [again, setAgain] = createSignal(0);
  const known = (id: string | undefined): string | undefined =>
    props.runs.some((run) => run.id === id) ? id : undefined;
  const after = (): string | undefined => known(chosen().after) ?? props.runs[0]?.id;
  const before = (): string | undefined =>
    known(chosen().before) ?? props.runs.find(({ id }) => id !== after())?.id;
  const pair = createMemo(
    () => {
      const [was, is] = [before(), after()];
      return was === undefined || is === undefined ? undefined : { was, is, again: again() };
    },
    undefined,
    { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  const options = (): SelectOption<string>[] =>
    props.runs.map((run) => ({
      value: run.id,
      label: run.name,
      hint: whenText(run.from, props.project.timeZone, Date.now()),
    }));

  createEffect(
    on(pair, (asked) => {
      if (asked === undefined) return;
      const queryId = crypto.randomUUID();
      const projectId = props.project.id;
      let over = false;
      onCleanup(() => {
        over = true;
        for (const run of [asked.was, asked.is]) void engine.cancel(`${queryId}:${run}`);
      });
      setOutcome({ kind: "reading", queryId });
      void Promise.all(
        [asked.was, asked.is].map((run) => engine.runShape(projectId, run, { queryId: `${queryId}:${run}` })),
      ).then(([was, is]) => {
        if (over || was === undefined || is === undefined) return;
        if (was.ok && is.ok) setOutcome({ kind: "done", changes: compareRuns(was.value, is.value) });
        else {
          const failure = was.ok ? (is.ok ? undefined : is.failure) : was.failure;
          if (failure?.kind === "query-cancelled") setOutcome({ kind: "cancelled" });
          else if (failure !== undefined) setOutcome({ kind: "failed", failure });
        }
      });
    }),
  );
  const cancel = (): void => {
    const asked = pair();
    const now = outcome();
    if (asked === undefined || now.kind !== "reading") return;
    for (const run of [asked.was, asked.is]) void engine.cancel(`${now.queryId}:${run}`);
  };
  const failed = (): Failure | undefined => {
    const now = outcome();
    return now.kind === "failed" ? now.failure : undefined;
  };
  const changes = (): EventChange[] | undefined => {
    const now = outcome();
    return now.kind === "done" ? now.changes : undefined;
  };

  return (
    <Panel title="Compare two runs" aside={<span>values are not compared</span>}>
      <div class={styles["body"]}>
        <div class={styles["pair"]}>
          <span class={styles["side"]}>
            Before
            <Select
              label="Before"
              options={options()}
              value={before() ?? ""}
              onChange={(id) => setChosen({ ...chosen(), before: id })}
            />
          </span>
          <span class={styles["side"]}>
            After
            <Select
              label="After"
              options={options()}
              value={after() ?? ""}
              onChange={(id) => setChosen({ ...chosen(), after: id })}
            />
          </span>
        </div>
        <Switch>
          <Match when={outcome().kind === "reading"}>
            <div class={styles["working"]}>
              <Progress label="Reading the two runs" />
              <Button small onClick={cancel}>
                Cancel
              </Button>
            </div>
          </Match>
          <Match when={outcome().kind === "cancelled"}>
            <div class={styles["working"]}>
              <span>Not compared.</span>
              <Button small onClick={() => setAgain(again() + 1)}>
                Compare
              </Button>
            </div>
          </Match>
          <Match when={failed()}>
            {(failure) => <ErrorState failure={failure()} onRetry={() => setAgain(again() + 1)} />}
          </Match>
          <Match when={changes()}>
            {(found) => (
              <>
                <p class={styles["summary"]} role="status">
                  {summaryWords(found())}
                </p>
                <Show when={found().length > 0}>
                  <ul aria-label="Differences">
                    <For each={found().slice(0, MOST_SHOWN)}>{(change) => <Change change={change} />}</For>
                  </ul>
                </Show>
                <Show when={found().length > MOST_SHOWN}>
                  <p class={styles["more"]}>and {found().length - MOST_SHOWN} more</p>
                </Show>
              </>
            )}
          </Match>
        </Switch>
      </div>
    </Panel>
  );
}

function Change(props: { change: EventChange }): JSX.Element {
  return (
    <li class={styles["change"]}>
      <span>
        <Badge tone={KINDS[props.change.kind].tone}>{KINDS[props.change.kind].word}</Badge>
      </span>
      <bdi class={styles["name"]}>{props.change.name}</bdi>
      <span class={styles["count"]}>{countWords(props.change)}</span>
      <Show when={props.change.properties.length > 0}>
        <ul class={styles["properties"]}>
          <For each={props.change.properties}>
            {(property) => (
              <li>
                <bdi class={styles["key"]}>{property.key}</bdi> {propertyWords(property, props.change)}
              </li>
            )}
          </For>
        </ul>
      </Show>
    </li>
  );
}
