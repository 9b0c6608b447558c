import * as v from "valibot";
import { parseInput } from "../catalog/parse-input.ts";
import { success, type Result } from "../model/failure.ts";
import { filterTermsSchema } from "../model/filter-schema.ts";
import { NAMED_WINDOWS } from "../model/question.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { loadSlicePage } from "../slice/load-slice-page.ts";
import { makeSlice } from "../slice/make-slice.ts";
import {
  DEFAULT_LEAST_USERS,
  listsOf,
  MOST_LEAST_USERS,
  SHARE_LIMITS,
  toSliceRequest,
} from "../slice/share-request.ts";
import { SLICE_GRANULARITIES } from "../slice/slice.ts";
import { writeSliceFile } from "../slice/write-slice-file.ts";
import type { EngineApi } from "./api.ts";

const WINDOW_WORDS = "window must be { last } or { from, to } in epoch milliseconds, from before to.";
const LEAST_WORDS = `leastUsers must be a whole number, 1 to ${MOST_LEAST_USERS}.`;
const instant = v.pipe(v.number(WINDOW_WORDS), v.safeInteger(WINDOW_WORDS));
const text = (what: string, most: number) =>
  v.optional(
    v.pipe(v.string(`${what} must be text.`), v.maxLength(most, `${what} has at most ${most} characters.`)),
  );

const entries = {
  window: v.optional(
    v.union(
      [
        v.strictObject({ last: v.picklist(NAMED_WINDOWS) }),
        v.pipe(
          v.strictObject({ from: instant, to: instant }),
          v.check(({ from, to }) => from < to),
        ),
      ],
      WINDOW_WORDS,
    ),
    { last: "30d" },
  ),
  granularity: v.optional(
    v.picklist(SLICE_GRANULARITIES, `granularity must be one of ${SLICE_GRANULARITIES.join(", ")}.`),
  ),
  leastUsers: v.optional(
    v.pipe(
      v.number(LEAST_WORDS),
      v.safeInteger(LEAST_WORDS),
      v.minValue(1, LEAST_WORDS),
      v.maxValue(MOST_LEAST_USERS, LEAST_WORDS),
    ),
    DEFAULT_LEAST_USERS,
  ),
  filters: v.optional(filterTermsSchema, []),
  traffic: v.optional(v.picklist(["all", "real"], "traffic must be all or real."), "real"),
  onlyOver: v.optional(v.boolean("onlyOver must be true or false."), false),
  title: text("title", SHARE_LIMITS.title),
  note: text("note", SHARE_LIMITS.note),
};

const optionsSchema = v.strictObject(
  entries,
  `The options of share are { ${Object.keys(entries).join(", ")} }.`,
);

/**
 * One HTML file with the numbers of the project's dashboard, each about at least `leastUsers` users or about nobody.
 * Failures: as `makeSlice` has them, `unknown-project`, and `unreadable-file` where the app is not all here.
 */
export async function shareDashboard(
  engine: Pick<EngineApi, "projects" | "dashboard" | "ask">,
  projectId: string,
  options: unknown,
): Promise<Result<Blob>> {
  const parsed = parseInput(optionsSchema, options);
  if (!parsed.ok) return parsed;
  const projects = await engine.projects();
  if (!projects.ok) return projects;
  const project = projects.value.find(({ id }) => id === projectId);
  if (project === undefined) return unknownProject(projectId);
  const dashboard = await engine.dashboard(projectId);
  if (!dashboard.ok) return dashboard;
  const { title, note = "", ...choice } = parsed.value;
  const request = toSliceRequest(
    { ...choice, chart: true, lists: listsOf(dashboard.value.widgets) },
    project,
    Date.now(),
  );
  let freshness: "now" | "any" = "now";
  const made = await makeSlice((question) => {
    const asked = engine.ask(projectId, question, { freshness });
    freshness = "any";
    return asked;
  }, request);
  if (!made.ok) return made;
  const page = await loadSlicePage();
  if (!page.ok) return page;
  return success(
    await writeSliceFile(page.value, {
      ...made.value.slice,
      ...{ title: title ?? dashboard.value.name, note, project: project.name, madeAt: Date.now() },
    }),
  );
}
