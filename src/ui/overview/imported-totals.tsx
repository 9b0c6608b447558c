import { createMemo, createResource, createSignal, createUniqueId, For, Show, type JSX } from "solid-js";
import type { TotalsAnswer, TotalsCounts, TotalsGroup, TotalsTable } from "../../model/daily-totals.ts";
import { addCounts, dayStart, rankingMeasure } from "../../model/daily-totals.ts";
import { toCsv } from "../../model/csv-cells.ts";
import type { Result } from "../../model/failure.ts";
import type { TimeSpan } from "../../model/time-span.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { resolveWindow } from "../../model/windows.ts";
import { BarList } from "../charts/bar-list.tsx";
import { barsToCsv } from "../charts/chart-csv.ts";
import { drawBars, drawPlot } from "../charts/draw-picture.ts";
import { EveryFigure } from "../charts/every-figure.tsx";
import { SaveMenu } from "../charts/save-menu.tsx";
import { SeriesChart } from "../charts/series-chart.tsx";
import { Badge } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Card, Panel } from "../controls/panel.tsx";
import { Table } from "../controls/table.tsx";
import { Tabs } from "../controls/tabs.tsx";
import { TotalsReceiptLine } from "../receipts/receipt-line.tsx";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { formatCount, formatDate, formatPercent } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import { rangeLabel } from "../state/range-words.ts";
import styles from "./imported-totals.module.css";

/** `1 min 35 s` */
const stayText = (seconds: number): string =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;

type Shown = "pageviews" | "visits" | "visitors";
const SHOWN: Record<Shown, { label: string; words: readonly [string, string] }> = {
  pageviews: { label: "Page views", words: ["page view", "page views"] },
  visits: { label: "Visits", words: ["visit", "visits"] },
  visitors: { label: "Visitors by day", words: ["visitor", "visitors"] },
};

const GROUPS: Record<Exclude<TotalsTable, "visitors">, { label: string; missing: string }> = {
  pages: { label: "Pages", missing: "(none)" },
  sources: { label: "Sources", missing: "Direct" },
  locations: { label: "Countries", missing: "(unknown)" },
  devices: { label: "Devices", missing: "(unknown)" },
  browsers: { label: "Browsers", missing: "(unknown)" },
  operating_systems: { label: "Systems", missing: "(unknown)" },
  entry_pages: { label: "Entry pages", missing: "(none)" },
  exit_pages: { label: "Exit pages", missing: "(none)" },
  custom_events: { label: "Goals", missing: "(none)" },
};
/** Groups are of every table but visitors. */
const wordsOf = ({ table }: TotalsGroup): { label: string; missing: string } =>
  GROUPS[table as keyof typeof GROUPS];
const GROUP_ORDER = Object.keys(GROUPS) as (keyof typeof GROUPS)[];

/** What another product counted by day, apart from what was counted here: neither is added to the other. */
export function ImportedTotals(): JSX.Element {
  const engine = useEngine();
  const project = useProject();
  const view = useView();
  const zone = () => zoneOf(project().timeZone);
  const live = useLive();
  const asked = createMemo(
    () => {
      const { from, to } = resolveWindow(view.state().window, Date.now(), zone());
      return { id: project().id, from: zone().dayStart(from), before: to, catalog: live.catalog() };
    },
    undefined,
    {
      equals: (a, b) =>
        a.id === b.id && a.from === b.from && a.before === b.before && a.catalog === b.catalog,
    },
  );
  // A running day is over for nobody: what is imported of it counts.
  const span = (): TimeSpan => {
    const { from, before } = asked();
    return { from, before: Math.max(before, zone().nextBucket("day", before - 1)) };
  };
  const [totals, { refetch }] = createResource(
    () => ({ id: asked().id, catalog: asked().catalog, ...span() }),
    ({ id, from, before }): Promise<Result<TotalsAnswer> | undefined> =>
      engine.importedTotals(id, { ...(from !== undefined && { from }), before }),
    { initialValue: undefined },
  );
  const failure = () => {
    const result = totals.latest;
    return result?.ok === false ? result.failure : undefined;
  };
  const answer = () => {
    const result = totals.latest;
    return result?.ok === true && result.value.extent !== undefined ? result.value : undefined;
  };
  return (
    <>
      <Show when={failure()}>
        {(reason) => (
          <Card class={styles["section"]}>
            <ErrorState failure={reason()} onRetry={() => void refetch()} />
          </Card>
        )}
      </Show>
      <Show when={answer()}>
        {(found) => (
          <Show
            when={found().days.length + found().groups.length > 0}
            fallback={<Elsewhere totals={found()} />}
          >
            <section class={styles["section"]} aria-label="Imported daily totals">
              <header class={styles["head"]}>
                <h2 class={styles["heading"]}>Imported daily totals</h2>
                <Badge tone="plain">counted by another product</Badge>
                <p class={styles["about"]}>
                  Not events: they are added to nothing else here, and filters do not apply to them.
                </p>
              </header>
              <div class={styles["grid"]}>
                <DaysPanel totals={found()} span={span()} />
                <GroupPanel groups={found().groups} span={span()} />
              </div>
            </section>
          </Show>
        )}
      </Show>
    </>
  );
}

/** There are some, but on other days. */
function Elsewhere(props: { totals: TotalsAnswer }): JSX.Element {
  const project = useProject();
  const view = useView();
  const zone = () => zoneOf(project().timeZone);
  return (
    <Show when={props.totals.extent}>
      {(extent) => (
        <p class={styles["elsewhere"]}>
          <span>
            Daily totals of another product were imported for{" "}
            {formatDate(dayStart(extent().first, zone()), project().timeZone)} to{" "}
            {formatDate(dayStart(extent().last, zone()), project().timeZone)}.
          </span>
          <Button
            small
            onClick={() =>
              view.change({
                window: {
                  from: dayStart(extent().first, zone()),
                  to: zone().nextBucket("day", dayStart(extent().last, zone())),
                },
              })
            }
          >
            Show these days
          </Button>
        </p>
      )}
    </Show>
  );
}

function DaysPanel(props: { totals: TotalsAnswer; span: TimeSpan }): JSX.Element {
  const panelId = createUniqueId();
  const project = useProject();
  const view = useView();
  const [chosen, setChosen] = createSignal<Shown>("pageviews");
  const sums = createMemo((): TotalsCounts => {
    const sum: TotalsCounts = {};
    for (const { counts } of props.totals.days) addCounts(sum, counts);
    return sum;
  });
  /** A gap of days is one in the line, not a zero: nobody said that nothing happened. */
  const series = createMemo((): [number, number][] =>
    props.totals.days.map(({ day, counts }) => [
      dayStart(day, zoneOf(project().timeZone)),
      counts[chosen()] ?? 0,
    ]),
  );
  const rate = (): string | undefined => {
    const { bounces, visits } = sums();
    return bounces === undefined || !visits ? undefined : formatPercent(bounces / visits);
  };
  const stay = (): string | undefined => {
    const { visit_duration: seconds, visits } = sums();
    return seconds === undefined || !visits ? undefined : stayText(Math.round(seconds / visits));
  };
  const picture = (): HTMLCanvasElement | undefined => {
    const plot = document.getElementById(panelId)?.querySelector("canvas");
    const about = [
      project().name,
      rangeLabel(view.state().window, project().timeZone),
      "counted by another product",
    ];
    return plot
      ? drawPlot(plot, { title: `Imported: ${SHOWN[chosen()].label}`, about: about.join(" · ") }, [
          { words: SHOWN[chosen()].label, color: "--previous", dash: [6, 4] },
        ])
      : undefined;
  };
  const figures = (): [string, string][] => [
    ["Days", formatCount(props.totals.days.length)],
    ...(sums().pageviews === undefined
      ? []
      : ([["Page views", formatCount(sums().pageviews ?? 0)]] as [string, string][])),
    ...(sums().visits === undefined
      ? []
      : ([["Visits", formatCount(sums().visits ?? 0)]] as [string, string][])),
    ...(rate() === undefined ? [] : ([["Bounce rate", rate() ?? ""]] as [string, string][])),
    ...(stay() === undefined ? [] : ([["Visit duration", stay() ?? ""]] as [string, string][])),
  ];
  return (
    <Panel
      title="Imported totals over time"
      heading={
        <Tabs
          label="Imported measure"
          panelId={panelId}
          choices={(Object.keys(SHOWN) as Shown[]).map((value) => ({ value, label: SHOWN[value].label }))}
          value={chosen()}
          onChange={setChosen}
        />
      }
      aside={
        <>
          <TotalsReceiptLine span={props.span} table="visitors" />
          <SaveMenu
            title="Imported totals over time"
            csv={() =>
              toCsv([
                ["day", ...MEASURES],
                ...props.totals.days.map(({ day, counts }) => [
                  day,
                  ...MEASURES.map((measure) => counts[measure] ?? ""),
                ]),
              ])
            }
            hasPicture
            picture={picture}
          />
        </>
      }
    >
      <div id={panelId} role="tabpanel" aria-label={SHOWN[chosen()].label} class={styles["body"]}>
        <dl class={styles["figures"]}>
          <For each={figures()}>
            {([label, value]) => (
              <div class={styles["figure"]}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            )}
          </For>
        </dl>
        <div class={styles["plot"]}>
          <SeriesChart
            answer={{ series: series() }}
            measure={SHOWN[chosen()].words}
            granularity="day"
            timeZone={project().timeZone}
            onSelect={(from, to) => {
              const zone = zoneOf(project().timeZone);
              view.zoom({ from: zone.dayStart(from), to: zone.nextBucket("day", to) });
            }}
            onBack={() => view.zoomBack()}
          />
        </div>
        <EveryFigure>
          <Table
            caption={`Imported ${SHOWN[chosen()].label.toLowerCase()} by day`}
            columns={[
              { header: "Day", cell: ([day]) => formatDate(day, project().timeZone) },
              { header: SHOWN[chosen()].label, number: true, cell: ([, value]) => formatCount(value) },
            ]}
            rows={series().toReversed()}
          />
        </EveryFigure>
        <Show when={chosen() === "visitors"}>
          <p class={styles["note"]}>
            Who came on two days is counted on both: the days do not add up to users.
          </p>
        </Show>
      </div>
    </Panel>
  );
}

const MEASURES = ["visitors", "visits", "pageviews", "bounces", "visit_duration"] as const;

function GroupPanel(props: { groups: readonly TotalsGroup[]; span: TimeSpan }): JSX.Element {
  const panelId = createUniqueId();
  const project = useProject();
  const [wanted, setWanted] = createSignal<keyof typeof GROUPS>("pages");
  const known = (): (keyof typeof GROUPS)[] =>
    GROUP_ORDER.filter((table) => props.groups.some((group) => group.table === table));
  const chosen = (): keyof typeof GROUPS | undefined => (known().includes(wanted()) ? wanted() : known()[0]);
  const group = (): TotalsGroup | undefined => props.groups.find(({ table }) => table === chosen());
  const bars = (of: TotalsGroup): { label: string; value: number; missing: boolean }[] =>
    of.rows.map(({ label, counts }) => ({
      label: label === "" ? wordsOf(of).missing : label,
      missing: label === "",
      value: counts[rankingMeasure(of.table)] ?? 0,
    }));
  const title = (of: TotalsGroup): string => `Imported ${wordsOf(of).label.toLowerCase()}`;
  const about = (of: TotalsGroup): string =>
    of.table === "custom_events"
      ? "By events"
      : of.table === "pages"
        ? "By page views"
        : "By visitors, each day's added up";
  return (
    <Show when={group()}>
      {(shown) => (
        <Panel
          title="Imported totals by value"
          heading={
            <Tabs
              label="Imported totals by value"
              panelId={panelId}
              choices={known().map((value) => ({ value, label: GROUPS[value].label }))}
              value={chosen() ?? "pages"}
              onChange={setWanted}
            />
          }
          aside={
            <>
              <TotalsReceiptLine span={props.span} table={shown().table} />
              <SaveMenu
                title={title(shown())}
                csv={() =>
                  barsToCsv(bars(shown()), {
                    property: shown().table,
                    measure: rankingMeasure(shown().table),
                  })
                }
                hasPicture
                picture={() =>
                  drawBars(
                    bars(shown()),
                    {
                      title: title(shown()),
                      about: [project().name, about(shown()), "counted by another product"].join(" · "),
                    },
                    undefined,
                  )
                }
              />
            </>
          }
        >
          <div id={panelId} role="tabpanel" aria-label={wordsOf(shown()).label}>
            <BarList rows={bars(shown())} total={0} />
            <p class={styles["note"]}>
              {about(shown())}
              <Show when={shown().others > 0}>
                , and {counted(shown().others, "more value", "more values")}
              </Show>
              .
            </p>
          </div>
        </Panel>
      )}
    </Show>
  );
}
