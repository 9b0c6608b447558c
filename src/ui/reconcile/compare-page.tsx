import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  Match,
  on,
  onCleanup,
  onMount,
  Show,
  Switch,
  type JSX,
} from "solid-js";
import type { Project } from "../../model/project.ts";
import { compareSides, sharedMeasures } from "../../model/reconcile/compare-sides.ts";
import { explain } from "../../model/reconcile/explain.ts";
import { changeMatch, matchNames, type NameMatches, namesOf } from "../../model/reconcile/match-names.ts";
import {
  type DayRange,
  sharedDays,
  type SideCounts,
  type SideMeasure,
} from "../../model/reconcile/side-counts.ts";
import { wholeDays } from "../../model/reconcile/whole-days.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { Button, LinkButton } from "../controls/button.tsx";
import { join } from "../controls/join.ts";
import { EmptyState } from "../controls/empty-state.tsx";
import { Card, Panel } from "../controls/panel.tsx";
import { onFileDrag } from "../data/dropped-files.ts";
import type { ImportJob } from "../data/import-queue.ts";
import { MappingDialog } from "../data/mapping-dialog.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import page from "../shell/page.module.css";
import { useEngine } from "../state/engine-context.ts";
import { useView } from "../state/view-context.ts";
import { type CompareSides, compareSidesOf } from "./compare-side.ts";
import { MEASURES, rangeWords } from "./compare-words.ts";
import { DaysChart } from "./days-chart.tsx";
import { FindingsPanel } from "./findings-panel.tsx";
import { PeriodPanel } from "./period-panel.tsx";
import { SaveDays } from "./save-days.tsx";
import { SideCard, SideMark } from "./side-card.tsx";
import { TablesPanel } from "./tables-panel.tsx";
import styles from "./compare.module.css";

type SideKey = keyof CompareSides;

/** Two tools over the same days, side by side, and why they differ. */
export function ComparePage(props: { project: Project }): JSX.Element {
  return (
    <Show when={`${props.project.id} ${props.project.timeZone}`} keyed>
      <ProjectCompare project={props.project} />
    </Show>
  );
}

function ProjectCompare(props: { project: Project }): JSX.Element {
  const view = useView();
  const sides = compareSidesOf(useEngine(), props.project);
  const [over, setOver] = createSignal<SideKey>();
  const [mapped, setMapped] = createSignal<{ side: SideKey; fileId: string }>();
  // Each is asked once by itself; after that its side has the button.
  const asked = new Set<string>();
  for (const key of ["a", "b"] as const)
    createEffect(() => {
      const work = sides[key].work();
      if (work.kind !== "asking" || asked.has(work.fileId) || mapped() !== undefined) return;
      asked.add(work.fileId);
      setMapped({ side: key, fileId: work.fileId });
    });
  const mappedJob = (): ImportJob | undefined => {
    const now = mapped();
    return now && sides[now.side].files().find(({ id }) => id === now.fileId);
  };

  /** Files that are let go beside both cards are for sides that are empty: one each, or all for the first. */
  const take = (files: readonly File[]): void => {
    const wanted = over();
    setOver(undefined);
    if (wanted !== undefined) return sides[wanted].addFiles(files);
    const [a, b] = [sides.a, sides.b].map((side) => side.source().kind === "none");
    if (a === true && b === true && files.length === 2) {
      sides.a.addFiles(files.slice(0, 1));
      sides.b.addFiles(files.slice(1));
    } else (a === true || b !== true ? sides.a : sides.b).addFiles(files);
  };
  onMount(() => {
    const stop = new AbortController();
    onCleanup(() => stop.abort());
    onFileDrag({
      signal: stop.signal,
      takes: () => true,
      onOver: (isOver) => {
        if (!isOver) setOver(undefined);
      },
      onFiles: take,
    });
  });
  const both = createMemo(() => {
    const [a, b] = [sides.a.counts(), sides.b.counts()];
    return a === undefined || b === undefined ? undefined : { a, b };
  });

  return (
    <div class={join(page["page"], styles["page"])}>
      <PageHeader
        title="Compare"
        actions={
          <>
            <LinkButton look="quiet" href={`${view.href("/help")}#compare`}>
              How it works
            </LinkButton>
            <LinkButton href={view.href("/data")}>Back to Data</LinkButton>
          </>
        }
      />
      <div class={styles["sides"]} onDragLeave={() => setOver(undefined)}>
        <SideCard
          letter="A"
          side={sides.a}
          project={props.project}
          over={over() === "a"}
          onOver={() => setOver("a")}
          isNext={sides.a.source().kind === "none"}
          onMap={(fileId) => setMapped({ side: "a", fileId })}
        />
        <SideCard
          letter="B"
          side={sides.b}
          project={props.project}
          over={over() === "b"}
          onOver={() => setOver("b")}
          isNext={sides.a.source().kind !== "none"}
          onMap={(fileId) => setMapped({ side: "b", fileId })}
        />
      </div>
      <Show when={both()} fallback={<Waiting sides={sides} />}>
        {(counts) => (
          <Compared
            a={counts().a}
            b={counts().b}
            project={props.project}
            onMoveClock={(byMs) => sides.b.moveClock(byMs)}
          />
        )}
      </Show>
      <MappingDialog
        job={mappedJob()}
        timeZone={props.project.timeZone}
        action="Use these columns"
        onMapped={(mapping) => {
          const now = mapped();
          setMapped(undefined);
          if (now !== undefined) sides[now.side].readAs(now.fileId, { mapping });
        }}
        onClose={() => setMapped(undefined)}
      />
    </div>
  );
}

function Waiting(props: { sides: CompareSides }): JSX.Element {
  const isOpen = (key: SideKey): boolean => props.sides[key].source().kind === "none";
  return (
    <Show when={isOpen("a") || isOpen("b")}>
      <Card>
        <EmptyState
          icon="table"
          title={isOpen("a") && isOpen("b") ? "Choose two sides" : "Choose the other side"}
        >
          Two tools that measured the same days: Lochan says where their numbers differ, and which event, day,
          page, device or clock explains it. Files are read here and not imported.
        </EmptyState>
      </Card>
    </Show>
  );
}

function Compared(props: {
  a: SideCounts;
  b: SideCounts;
  project: Project;
  onMoveClock: (byMs: number) => void;
}): JSX.Element {
  const panelId = createUniqueId();
  const plotId = createUniqueId();
  const zone = zoneOf(props.project.timeZone);
  const shared = createMemo(() => sharedDays(props.a, props.b));
  const whole = createMemo(() => wholeDays(props.a, props.b, zone));
  const [wanted, setWanted] = createSignal<DayRange>();
  const [measure, setMeasure] = createSignal<SideMeasure>("events");
  const [changed, setChanged] = createSignal<NameMatches>();
  const proposed = createMemo(() => matchNames(namesOf(props.a), namesOf(props.b)));
  createEffect(
    on(
      [() => props.a, () => props.b],
      () => {
        setWanted(undefined);
        setChanged(undefined);
      },
      { defer: true },
    ),
  );
  const matches = (): NameMatches => changed() ?? proposed();
  const measures = (): SideMeasure[] => sharedMeasures(props.a, props.b);
  const shownMeasure = (): SideMeasure =>
    measures().includes(measure()) ? measure() : (measures()[0] ?? "events");
  const comparison = createMemo(() => {
    const range = wanted() ?? whole()?.range;
    return range && compareSides(props.a, props.b, { measure: shownMeasure(), range, matches: matches() });
  });
  const findings = createMemo(() => {
    const now = comparison();
    return now === undefined ? [] : explain(props.a, props.b, now, zone);
  });
  return (
    <Switch
      fallback={
        <Card>
          <EmptyState icon="info" title="They have no day in common">
            <NoSharedDays a={props.a} b={props.b} />
          </EmptyState>
        </Card>
      }
    >
      <Match when={comparison()}>
        {(now) => (
          <>
            <PeriodPanel
              a={props.a}
              b={props.b}
              comparison={now()}
              measures={measures()}
              shared={shared() ?? now().range}
              whole={whole() ?? { range: now().range, parts: [] }}
              zone={zone}
              panelId={panelId}
              onMeasure={setMeasure}
              onRange={setWanted}
            />
            <div
              id={panelId}
              role="tabpanel"
              aria-label={MEASURES[shownMeasure()].label}
              class={styles["found"]}
            >
              <FindingsPanel
                findings={findings()}
                comparison={now()}
                zone={zone}
                onMoveClock={props.onMoveClock}
              />
              <Panel
                title={`${MEASURES[shownMeasure()].label} by day`}
                aside={
                  <>
                    <span class={styles["legend"]} aria-hidden="true">
                      <SideMark side="A" />
                      <span class={styles["lineA"]} />
                      <SideMark side="B" />
                      <span class={styles["lineB"]} />
                    </span>
                    <SaveDays id={plotId} comparison={now()} />
                  </>
                }
              >
                <div id={plotId} class={styles["plot"]}>
                  <DaysChart days={now().days} measure={now().measure} />
                </div>
              </Panel>
              <div class={styles["wide"]}>
                <TablesPanel
                  comparison={now()}
                  namesOfB={namesOf(props.b)}
                  matches={matches()}
                  onMatch={(from, to) => setChanged(changeMatch(matches(), from, to))}
                />
              </div>
              <Show when={changed()}>
                <div>
                  <Button small look="quiet" onClick={() => setChanged(undefined)}>
                    Match events as proposed
                  </Button>
                </div>
              </Show>
            </div>
          </>
        )}
      </Match>
    </Switch>
  );
}

function NoSharedDays(props: { a: SideCounts; b: SideCounts }): JSX.Element {
  const words = ({ days }: SideCounts): string => (days === undefined ? "none" : rangeWords(days));
  return (
    <>
      A has {words(props.a)}, B has {words(props.b)}. Add files of the same days to either side.
    </>
  );
}
