import * as v from "valibot";
import { parseInput } from "../catalog/parse-input.ts";
import { readProject } from "../catalog/projects.ts";
import { type FileWork, howSchema } from "./file-calls.ts";
import type { ReconcileCalls } from "./files-api.ts";
import { runSideReading } from "./run-import.ts";

const MOST_FILES = 2_000;
const MOST_SHIFT_MS = 24 * 3_600_000;

const sideSchema = v.object(
  {
    files: v.optional(
      v.pipe(
        v.array(
          v.object({
            file: v.instance(Blob, "A side's file must be a File or a Blob."),
            fileName: v.optional(v.string("fileName must be text."), "events.ndjson"),
            ...howSchema.entries,
          }),
          "files must be a list.",
        ),
        v.minLength(1, "A side needs a file."),
        v.maxLength(MOST_FILES, `A side may have at most ${MOST_FILES.toLocaleString("en")} files.`),
      ),
    ),
    origin: v.optional(v.string("origin must be text.")),
    shiftMs: v.optional(
      v.pipe(
        v.number("shiftMs must be a number of milliseconds."),
        v.minValue(-MOST_SHIFT_MS, "shiftMs must be a day or less."),
        v.maxValue(MOST_SHIFT_MS, "shiftMs must be a day or less."),
      ),
    ),
  },
  "A side is an object such as { files: [{ file }] }, or {} for the project's own events.",
);

/** What a tab does to compare tools: each side is counted in a worker of its own. */
export function makeReconcileCalls({ session, startImportWorker, cancellable }: FileWork): ReconcileCalls {
  return {
    readSide: (projectId, input, { queryId } = {}, onProgress) =>
      cancellable(queryId, async (cancel) => {
        const side = parseInput(sideSchema, input);
        if (!side.ok) return side;
        const project = await readProject(session.database, projectId);
        if (!project.ok) return project;
        const { files, ...rest } = side.value;
        if (files === undefined) {
          const settled = await session.askLeader("settle", { projectId }, cancel);
          if (!settled.ok) return settled;
        }
        const request = {
          ...rest,
          projectId: project.value.id,
          files: files?.map(({ format, ...file }) => ({ ...file, shape: format })),
        };
        return runSideReading(startImportWorker, request, cancel, onProgress);
      }),
  };
}
