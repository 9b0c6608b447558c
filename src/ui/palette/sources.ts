import { DEFAULT_SHEET, parseSheet, type Exploration, type Sheet } from "../../model/exploration.ts";
import { MAX_FILTERS, type FilterScalar, type FilterTerm } from "../../model/question.ts";
import { boardPath } from "../boards/board-list.ts";
import { copyText } from "../controls/copy-text.ts";
import { THEME_LOOKS } from "../controls/theme-looks.ts";
import { explorationHref } from "../explore/exploration-href.ts";
import { explorationTitle } from "../explore/exploration-words.ts";
import { CONTENTS } from "../help/contents.ts";
import { PLACES, pageName, WORKSPACE } from "../shell/places.ts";
import { propertyLabel } from "../state/filter-words.ts";
import { formatCount } from "../state/format.ts";
import { chooseTheme, THEME_CHOICES } from "../state/theme.ts";
import type { View } from "../state/view-context.ts";
import type { Entry, EntrySource, PaletteContext } from "./entry.ts";

const pages: EntrySource = ({ view, go }) => [
  ...[...PLACES, ...WORKSPACE].map(({ path, label, icon, key }): Entry => ({
    id: `page:${path}`,
    kind: "Page",
    label: pageName(path) ?? label,
    icon,
    keys: ["G", key.toUpperCase()],
    run: () => go(view.href(path)),
  })),
  {
    id: "page:/data/compare",
    kind: "Page",
    label: "Compare two tools",
    icon: "data",
    words: "reconcile difference",
    run: () => go(view.href("/data/compare")),
  },
  {
    id: "page:/help/snippet",
    kind: "Page",
    label: "The snippet",
    icon: "help",
    words: "install tag script",
    run: () => go(view.href("/help/snippet")),
  },
  ...(
    [
      ["traffic", "Traffic rules", "bots internal filter"],
      ["retention", "How long events are kept", "retention days erase"],
      ["tracked", "Tracked properties", "rollups"],
    ] as const
  ).map(([section, label, words]): Entry => ({
    id: `page:/settings#${section}`,
    kind: "Page",
    label,
    icon: "settings",
    words: `settings ${words}`,
    run: () => go(`${view.href("/settings")}#${section}`),
  })),
];

const actions: EntrySource = ({ engine, project, view, go, ask }) => [
  {
    id: "action:ask",
    kind: "Action",
    label: "Ask a new question",
    icon: "chart",
    words: "explore new chart",
    run: () => go(view.href("/explore")),
  },
  {
    id: "action:import",
    kind: "Action",
    label: "Import a file",
    icon: "upload",
    words: "csv parquet ndjson upload restore",
    async run() {
      const [{ chooseFiles }, { takeFiles }] = await Promise.all([
        import("../data/choose-files.ts"),
        import("../data/take-files.ts"),
      ]);
      const files = await chooseFiles({ multiple: true });
      if (files.length === 0) return;
      takeFiles(engine, project?.id, files);
      go(view.href("/data"));
    },
  },
  {
    id: "action:export",
    kind: "Action",
    label: "Export events",
    icon: "download",
    words: "csv parquet ndjson download",
    run: () => ask("export"),
  },
  {
    id: "action:backup",
    kind: "Action",
    label: "Back up now",
    icon: "download",
    words: "save all projects",
    async run() {
      const { backupsOf } = await import("../data/backups.ts");
      void backupsOf(engine).backUp();
      go(view.href("/data"));
    },
  },
  {
    id: "action:copy-link",
    kind: "Action",
    label: "Copy a link to this view",
    icon: "copy",
    words: "share address url",
    stays: true,
    run: async () =>
      (await copyText(location.href))
        ? "The link is on the clipboard."
        : "The browser did not allow copying.",
  },
  {
    id: "action:new-dashboard",
    kind: "Action",
    label: "New dashboard",
    icon: "plus",
    words: "create add import board",
    run: () => ask("new-dashboard"),
  },
  {
    id: "action:new-project",
    kind: "Action",
    label: "New project",
    icon: "plus",
    words: "create add",
    run: () => ask("create-project"),
  },
  ...THEME_CHOICES.map((choice): Entry => ({
    id: `action:theme-${choice}`,
    kind: "Action",
    label: `Theme: ${THEME_LOOKS[choice].label}`,
    icon: THEME_LOOKS[choice].icon,
    words: "appearance mode dark light",
    run: () => chooseTheme(choice),
  })),
  {
    id: "action:shortcuts",
    kind: "Action",
    label: "Keyboard shortcuts",
    icon: "help",
    keys: ["?"],
    run: () => ask("shortcuts"),
  },
];

const projects: EntrySource = ({ projects: all, project, openProject }) =>
  all
    .filter(({ id }) => id !== project?.id)
    .map(({ id, name }) => ({
      id: `project:${id}`,
      kind: "Project",
      label: name,
      icon: "folder",
      words: "open switch",
      run: () => openProject(id),
    }));

const dashboards: EntrySource = async ({ engine, project, view, go }) => {
  const read = project && (await engine.dashboards(project.id));
  if (!read?.ok) return [];
  return read.value.map((board) => ({
    id: `dashboard:${board.id}`,
    kind: "Dashboard",
    label: board.name,
    icon: "overview",
    run: () => go(view.href(boardPath(board))),
  }));
};

const savedQuestions: EntrySource = async ({ engine, project, view, go }) => {
  const read = project && (await engine.explorations(project.id));
  if (!read?.ok) return [];
  return read.value.map(({ id, name, exploration }) => ({
    id: `question:${id}`,
    kind: "Saved question",
    label: name,
    icon: "chart",
    words: explorationTitle(exploration),
    run: () => go(explorationHref(project?.id, exploration, view.state())),
  }));
};

const savedSql: EntrySource = async ({ engine, project, view, go }) => {
  const read = project && (await engine.savedQueries(project.id));
  if (!read?.ok) return [];
  return read.value.map(({ id, name, text }) => ({
    id: `sql:${id}`,
    kind: "Saved SQL",
    label: name,
    icon: "sql",
    words: text.slice(0, 200),
    run: () => go(hrefWith(view.href("/sql"), "query", id)),
  }));
};

const segments: EntrySource = async ({ engine, project, view, path, go }) => {
  const read = project && (await engine.segments(project.id));
  if (!read?.ok) return [];
  return read.value.map(({ id, name }) => ({
    id: `segment:${id}`,
    kind: "Segment",
    label: name,
    icon: "filter",
    words: "filter people",
    verb: "Filter by it",
    run: () =>
      path === "/" || path === "/explore" || path.startsWith("/dashboards/")
        ? view.addFilter({ segment: id })
        : go(view.href("/explore", { filters: withFilter(view, { segment: id }) })),
  }));
};

const events: EntrySource = async (context) => {
  const { engine, project } = context;
  const read = project && (await engine.values(project.id, "$name", ""));
  return read?.ok ? toEvents(context, read.value) : [];
};

/** Events whose names hold what was typed: those that {@link SOURCES} give are the most frequent alone. */
export async function findEvents(
  context: PaletteContext,
  typed: string,
  queryId: string,
): Promise<readonly Entry[]> {
  const { engine, project } = context;
  const read = project && (await engine.values(project.id, "$name", typed, { queryId }));
  return read?.ok ? toEvents(context, read.value) : [];
}

const toEvents = (
  { project, view, go }: PaletteContext,
  found: readonly { value: FilterScalar; count: number }[],
): Entry[] =>
  found.flatMap(({ value, count }): Entry[] =>
    typeof value !== "string"
      ? []
      : [
          {
            id: `event:${value}`,
            kind: "Event",
            label: value,
            icon: "live",
            words: formatCount(count),
            verb: "Explore",
            run: () =>
              go(
                explorationHref(
                  project?.id,
                  toExploration(view, {
                    ...DEFAULT_SHEET,
                    series: [{ letter: "A", measure: "events", name: value, filters: [] }],
                  }),
                  view.state(),
                ),
              ),
            other: {
              verb: "List them",
              run: () =>
                go(
                  view.href("/events", { filters: withFilter(view, { property: "$name", op: "is", value }) }),
                ),
            },
          },
        ],
  );

const properties: EntrySource = async ({ engine, project, view, path, question, go }) => {
  const read = project && (await engine.properties(project.id));
  if (!read?.ok) return [];
  const sheet = path === "/explore" ? parseSheet(question).sheet : DEFAULT_SHEET;
  return read.value.map((property) => ({
    id: `property:${property}`,
    kind: "Property",
    label: propertyLabel(property),
    icon: "filter",
    words: `${property} break down by`,
    verb: "Break down by it",
    run: () =>
      go(
        explorationHref(
          project?.id,
          toExploration(view, {
            ...sheet,
            breakdown: brokenDownBy(property, sheet.breakdown),
          }),
          view.state(),
        ),
      ),
    other: {
      verb: "List events that have it",
      run: () => go(view.href("/events", { filters: withFilter(view, { property, op: "set" }) })),
    },
  }));
};

const help: EntrySource = ({ view, go }) =>
  CONTENTS.map(([section, label]) => ({
    id: `help:${section}`,
    kind: "Help",
    label,
    icon: "help",
    run: () => go(`${view.href("/help")}#${section}`),
  }));

/** By it too, where there is one property already. */
const brokenDownBy = (property: string, before: Sheet["breakdown"]): NonNullable<Sheet["breakdown"]> =>
  before === undefined || before.property === property || before.and !== undefined
    ? { property, top: before?.top ?? 5 }
    : { ...before, and: property };

const toExploration = (view: View, sheet: Sheet): Exploration => {
  const { window, filters, allTraffic, granularity } = view.state();
  return { version: 1, ...sheet, window, filters, allTraffic, ...(granularity && { granularity }) };
};

/** The filters of the view and one more. */
const withFilter = (view: View, filter: FilterTerm): FilterTerm[] =>
  [...view.state().filters, filter].slice(-MAX_FILTERS);

const hrefWith = (href: string, name: string, value: string): string =>
  `${href}${href.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(value)}`;

/** What the palette is filled from. Those that wait for the engine come in when they can. */
export const SOURCES: readonly EntrySource[] = [
  pages,
  actions,
  dashboards,
  savedQuestions,
  savedSql,
  segments,
  events,
  properties,
  projects,
  help,
];
