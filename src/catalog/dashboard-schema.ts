import * as v from "valibot";
import { type Dashboard, STAT_KINDS, type Widget, WIDGETS_VERSION } from "../model/dashboard.ts";
import { type ProjectId, toProjectId } from "../model/identifier.ts";
import { MEASURES } from "../model/question.ts";

/**
 * `migrations[n]` turns the widgets of schema version n + 1 into those of n + 2, before they are
 * parsed. A change of the widgets' shape adds its step here and raises {@link WIDGETS_VERSION}.
 */
const migrations: readonly ((widgets: unknown) => unknown)[] = [];

/** Brings stored widgets up to the current version; what they are is checked after that. */
export function migrateWidgets(version: number, widgets: unknown): unknown {
  return migrations.slice(version - 1).reduce((older, step) => step(older), widgets);
}

const text = (what: string, length: number) =>
  v.pipe(
    v.string(`${what} must be text.`),
    v.minLength(1, `${what} must not be empty.`),
    v.maxLength(length, `${what} has at most ${length} characters.`),
  );

const spanWords = "A widget's span is 1 to 12 columns.";
const common = {
  id: text("A widget's id", 64),
  span: v.pipe(
    v.number(spanWords),
    v.integer(spanWords),
    v.minValue(1, spanWords),
    v.maxValue(12, spanWords),
  ),
};

const topTab = v.object({
  label: text("A tab's label", 80),
  breakdown: text("A tab's breakdown", 200),
  name: v.exactOptional(text("A tab's event name", 200)),
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
      title: text("A widget's title", 80),
      tabs: v.pipe(
        v.array(topTab, "A top list needs tabs."),
        v.minLength(1, "A top list needs a tab."),
        v.maxLength(8, "A top list has at most 8 tabs."),
      ),
    }),
    v.object({ ...common, kind: v.literal("recent") }),
  ],
  "A widget's kind is stat, series, top or recent.",
);

export const WIDGET_LIMIT = 50;

const widgets = v.pipe(
  v.array(widget, "A dashboard's widgets must be a list."),
  v.maxLength(WIDGET_LIMIT, `A dashboard has at most ${WIDGET_LIMIT} widgets.`),
  v.check(
    (list) => new Set(list.map((entry) => entry.id)).size === list.length,
    "Two widgets have the same id.",
  ),
);

const name = v.pipe(
  v.string("A dashboard needs a name."),
  v.trim(),
  v.minLength(1, "A dashboard needs a name."),
  v.maxLength(100, "A dashboard's name has at most 100 characters."),
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
  name,
  version,
  widgets,
});

export const storedDashboardSchema: v.GenericSchema<unknown, Dashboard> = v.object({
  ...dashboardInputSchema.entries,
  createdAt: instant,
  updatedAt: instant,
});
