import * as v from "valibot";
import {
  type Dashboard,
  DASHBOARD_LIMITS,
  STAT_KINDS,
  type TopTab,
  type Widget,
  WIDGETS_VERSION,
} from "../model/dashboard.ts";
import { explorationSchema } from "../model/exploration.ts";
import { filterTermsSchema } from "../model/filter-schema.ts";
import { GRID_COLUMNS, MOST_ROWS, type Place } from "../model/grid.ts";
import { type ProjectId, toProjectId } from "../model/identifier.ts";
import { MEASURES } from "../model/question.ts";
import { nameSchema, toShownText } from "./name-schema.ts";
import { placeWidgets } from "./widgets-1.ts";

/**
 * `migrations[n]` turns the widgets of schema version n + 1 into those of n + 2, before they are
 * parsed. A change of the widgets' shape adds its step here and raises {@link WIDGETS_VERSION}.
 */
const migrations: readonly ((widgets: unknown) => unknown)[] = [placeWidgets];

/** Brings stored widgets up to the current version; what they are is checked after that. */
export function migrateWidgets(version: number, widgets: unknown): unknown {
  return migrations.slice(version - 1).reduce((older, step) => step(older), widgets);
}

const text = (what: string, length: number) =>
  v.pipe(
    v.string(`${what} must be text.`),
    v.minLength(1, `${what} must not be empty.`),
    v.maxLength(length, `${what} has at most ${length} characters.`),
    v.transform((given) => given.toWellFormed()),
  );

/** Words of somebody's own, on one line. */
const shown = (what: string, length: number) => v.pipe(text(what, length), v.transform(toShownText));

const whole = (what: string, least: number, most: number) =>
  v.pipe(
    v.number(`${what} is a whole number.`),
    v.integer(`${what} is a whole number.`),
    v.minValue(least, `${what} is at least ${least}.`),
    v.maxValue(most, `${what} is at most ${most}.`),
  );

const place: v.GenericSchema<unknown, Place> = v.pipe(
  v.object(
    {
      x: whole("A widget's first column", 0, GRID_COLUMNS - 1),
      y: whole("A widget's first row", 0, MOST_ROWS),
      w: whole("A widget's width in columns", 1, GRID_COLUMNS),
      h: whole("A widget's height in rows", 1, 100),
    },
    "A widget has a place: x, y, w and h.",
  ),
  v.check(
    ({ x, w }) => x + w <= GRID_COLUMNS,
    `A widget ends within the ${GRID_COLUMNS} columns of the grid.`,
  ),
);

const common = { id: text("A widget's id", 64), place };

const topTab: v.GenericSchema<unknown, TopTab> = v.object({
  label: shown("A tab's label", 80),
  breakdown: text("A tab's breakdown", 200),
  measure: v.exactOptional(v.picklist(MEASURES, `A tab counts ${MEASURES.join(", ")}.`)),
  name: v.exactOptional(text("A tab's event name", 200)),
  type: v.exactOptional(text("A tab's event type", 64)),
  filters: v.exactOptional(filterTermsSchema),
});

const widget: v.GenericSchema<unknown, Widget> = v.variant(
  "kind",
  [
    v.object({
      ...common,
      kind: v.literal("stat"),
      stat: v.picklist(STAT_KINDS, `A stat is one of ${STAT_KINDS.join(", ")}.`),
    }),
    v.object({
      ...common,
      kind: v.literal("series"),
      measures: v.pipe(
        v.array(v.picklist(MEASURES, `A measure is one of ${MEASURES.join(", ")}.`)),
        v.minLength(1, "A series shows at least one measure."),
        v.maxLength(MEASURES.length, "A series shows each measure once."),
      ),
    }),
    v.object({
      ...common,
      kind: v.literal("top"),
      title: shown("A widget's title", DASHBOARD_LIMITS.titleLength),
      tabs: v.pipe(
        v.array(topTab, "A top list needs tabs."),
        v.minLength(1, "A top list needs a tab."),
        v.maxLength(DASHBOARD_LIMITS.tabs, `A top list has at most ${DASHBOARD_LIMITS.tabs} tabs.`),
        v.check(
          (tabs) => new Set(tabs.map(({ label }) => label)).size === tabs.length,
          "Two tabs of a top list have the same label.",
        ),
      ),
    }),
    v.object({ ...common, kind: v.literal("recent") }),
    v.object({ ...common, kind: v.literal("goals") }),
    v.object({
      ...common,
      kind: v.literal("answer"),
      title: v.exactOptional(shown("A widget's title", DASHBOARD_LIMITS.titleLength)),
      exploration: explorationSchema,
    }),
    v.object({
      ...common,
      kind: v.literal("text"),
      text: v.pipe(
        v.string("A text widget needs text."),
        v.maxLength(
          DASHBOARD_LIMITS.textLength,
          `A text has at most ${DASHBOARD_LIMITS.textLength} characters.`,
        ),
        v.transform((given) => given.toWellFormed()),
      ),
    }),
  ],
  "A widget's kind is stat, series, top, recent, goals, answer or text.",
);

const widgets = v.pipe(
  v.array(widget, "A dashboard's widgets must be a list."),
  v.maxLength(DASHBOARD_LIMITS.widgets, `A dashboard has at most ${DASHBOARD_LIMITS.widgets} widgets.`),
  v.check(
    (list) => new Set(list.map((entry) => entry.id)).size === list.length,
    "Two widgets have the same id.",
  ),
);

const projectId = v.pipe(
  v.string("A dashboard belongs to a project."),
  v.transform((id): ProjectId => toProjectId(id)),
);

const version = v.literal(WIDGETS_VERSION, `Widgets are of version ${WIDGETS_VERSION}.`);
const instant = v.pipe(v.number(), v.finite());

/** What a page may save: times are the catalog's. */
export const dashboardInputSchema = v.object({
  id: text("A dashboard's id", 128),
  projectId,
  name: nameSchema("A dashboard", DASHBOARD_LIMITS.nameLength),
  version,
  widgets,
});

export const storedDashboardSchema: v.GenericSchema<unknown, Dashboard> = v.object({
  ...dashboardInputSchema.entries,
  createdAt: instant,
  updatedAt: instant,
});
