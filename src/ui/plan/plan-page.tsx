import { batch, createMemo, createSignal, Match, onCleanup, onMount, Show, Switch, type JSX } from "solid-js";
import { parsePlanFile, planToFile } from "../../catalog/tracking-plan-file.ts";
import type { ViolationCount } from "../../model/plan-violations.ts";
import type { Project } from "../../model/project.ts";
import { PLAN_LIMITS } from "../../model/tracking-plan.ts";
import { Button } from "../controls/button.tsx";
import { Card } from "../controls/panel.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { saveBlob, toFileName } from "../data/save-blob.ts";
import { RangeControl } from "../overview/range-control.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import page from "../shell/page.module.css";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";
import { useView } from "../state/view-context.ts";
import { AddRow } from "./add-row.tsx";
import { addEvent, editEvent, nameError, removeEvent } from "./edit-plan.ts";
import { EventEditor, UnplannedEvent } from "./event-editor.tsx";
import { EventList } from "./event-list.tsx";
import { ImportDialog, type ReadPlanFile } from "./import-dialog.tsx";
import { InferDialog } from "./infer-dialog.tsx";
import { PlanBar } from "./plan-bar.tsx";
import { createPlanCount } from "./plan-count.ts";
import { createPlanDraft } from "./plan-draft.ts";
import { SampleDialog } from "./sample-dialog.tsx";
import { ViolationsPanel } from "./violations-panel.tsx";
import styles from "./plan.module.css";

/** What a project means to send: edited, inferred, handed on as a file; and where events depart from it. */
export function PlanPage(props: { project: Project }): JSX.Element {
  const engine = useEngine();
  const live = useLive();
  const view = useView();
  const projectId = (): string => props.project.id;
  const draft = createPlanDraft(engine, projectId, live.catalog);
  const count = createPlanCount({
    engine,
    projectId,
    window: () => view.state().window,
    planAt: () => {
      const saved = draft.saved();
      return saved !== undefined && saved.events.length > 0 ? saved.updatedAt : undefined;
    },
    grown: live.folded,
  });
  const [chosen, setChosen] = createSignal<string>();
  const [inferring, setInferring] = createSignal(false);
  const [file, setFile] = createSignal<ReadPlanFile>();
  const [sample, setSample] = createSignal<ViolationCount>();
  let chooser: HTMLInputElement | undefined;

  const names = createMemo(() => draft.plan().events.map(({ name }) => name));
  const isEmpty = (): boolean => names().length === 0 && draft.changes().length === 0;
  const selected = (): string | undefined => {
    const name = chosen();
    const isKnown =
      name !== undefined &&
      (names().includes(name) || count.result()?.byEvent.some((each) => each.name === name) === true);
    return isKnown ? name : names()[0];
  };
  const event = createMemo(() => draft.plan().events.find(({ name }) => name === selected()));
  const countOf = (name: string | undefined) => count.result()?.byEvent.find((each) => each.name === name);

  const add = (name: string): void => {
    batch(() => {
      draft.change(addEvent(draft.plan(), name));
      setChosen(name);
    });
  };
  const exportFile = (): void =>
    saveBlob(
      new Blob([planToFile(draft.plan())], { type: "application/json" }),
      `${toFileName(props.project.name)}-tracking-plan.json`,
    );
  const readFile = async (given: File): Promise<void> =>
    void setFile({ fileName: given.name, plan: parsePlanFile(await readText(given)) });

  onMount(() => {
    const warn = (leaving: BeforeUnloadEvent): void => {
      if (draft.changes().length > 0) leaving.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    onCleanup(() => window.removeEventListener("beforeunload", warn));
  });

  return (
    <div class={page["page"]}>
      <PageHeader
        title="Tracking plan"
        actions={
          <Show when={draft.saved() !== undefined && !isEmpty()}>
            <RangeControl />
            <Button onClick={() => setInferring(true)}>Infer from data</Button>
            <Button icon="upload" onClick={() => chooser?.click()}>
              Import
            </Button>
            <Button icon="download" disabled={names().length === 0} onClick={exportFile}>
              Export
            </Button>
          </Show>
        }
      />
      <input
        ref={chooser}
        type="file"
        accept=".json,application/json"
        class="visually-hidden"
        tabIndex={-1}
        aria-label="Choose a tracking plan to import"
        onChange={(changed) => {
          const [given] = changed.currentTarget.files ?? [];
          if (given !== undefined) void readFile(given);
          changed.currentTarget.value = "";
        }}
      />
      <PlanBar draft={draft} />
      <Switch>
        <Match when={draft.saved() === undefined && draft.failure()}>
          {(failure) => (
            <ErrorState
              failure={failure()}
              actions={
                <Show when={failure().kind === "damaged-record"}>
                  <Button onClick={() => void draft.startAnew()}>Start with an empty plan</Button>
                </Show>
              }
            />
          )}
        </Match>
        <Match when={draft.saved() === undefined}>
          <Skeleton height="320px" />
        </Match>
        <Match when={isEmpty()}>
          <Card>
            <EmptyState
              title="No plan yet"
              icon="plan"
              actions={
                <>
                  <Button look="primary" onClick={() => setInferring(true)}>
                    Infer from data
                  </Button>
                  <Button icon="upload" onClick={() => chooser?.click()}>
                    Import a plan
                  </Button>
                </>
              }
            >
              A tracking plan says which events you mean to send, and with which properties. Lochan then shows
              what departs from it. Your events show what you send today.
            </EmptyState>
            <div class={styles["first"]}>
              <AddRow
                label="Or name the first event"
                maxLength={PLAN_LIMITS.nameLength}
                check={(name) => nameError(name, names())}
                onAdd={add}
              />
            </div>
          </Card>
        </Match>
        <Match when={true}>
          <div class={styles["columns"]}>
            <EventList
              plan={draft.plan()}
              count={count.result()}
              selected={selected()}
              onSelect={setChosen}
              onAdd={add}
            />
            <Show
              when={event()}
              fallback={
                <Show when={selected()}>
                  {(name) => (
                    <UnplannedEvent
                      name={name()}
                      events={countOf(name())?.events}
                      onAdd={() => add(name())}
                    />
                  )}
                </Show>
              }
            >
              {(known) => (
                <EventEditor
                  event={known()}
                  otherNames={names().filter((name) => name !== known().name)}
                  violations={count.result()?.violations.filter((each) => each.event === known().name) ?? []}
                  onEdit={(edited) => {
                    const { name } = known();
                    // At once: between the two another event would be the chosen one.
                    batch(() => {
                      draft.change(editEvent(draft.plan(), name, () => edited));
                      setChosen(edited.name);
                    });
                  }}
                  onRemove={() => draft.change(removeEvent(draft.plan(), known().name))}
                />
              )}
            </Show>
          </div>
          <ViolationsPanel
            count={count}
            timeZone={props.project.timeZone}
            isOlder={draft.changes().length > 0}
            onOpen={setSample}
          />
        </Match>
      </Switch>
      <InferDialog
        project={props.project}
        plan={draft.plan()}
        open={inferring()}
        onClose={() => setInferring(false)}
        onTake={(plan) => {
          setInferring(false);
          draft.change(plan);
        }}
      />
      <ImportDialog
        file={file()}
        plan={draft.plan()}
        onClose={() => setFile(undefined)}
        onTake={(plan) => {
          setFile(undefined);
          draft.change(plan);
        }}
      />
      <SampleDialog
        project={props.project}
        plan={draft.saved() ?? draft.plan()}
        violation={sample()}
        onClose={() => setSample(undefined)}
      />
    </div>
  );
}

/** More than any plan's file has is not read. */
const readText = (file: File): Promise<string> => file.slice(0, 5 * PLAN_LIMITS.characters).text();
