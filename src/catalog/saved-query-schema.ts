import * as v from "valibot";
import { newestQueries, SAVED_QUERY_LIMITS, type SavedQuery } from "../model/saved-query.ts";
import { nameSchema } from "./name-schema.ts";

const { queries, nameLength, textLength } = SAVED_QUERY_LIMITS;

/** As it is given to be saved: when is told by who saves it. */
export const savedQueryInput = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  name: nameSchema("A saved query", nameLength),
  text: v.pipe(
    v.string("text must be SQL."),
    v.check((text) => text.trim() !== "", "There is no SQL to save."),
    v.maxLength(textLength, `A saved query has at most ${textLength} characters.`),
    v.transform((text) => text.toWellFormed()),
  ),
});

const storedQuery = v.object({ ...savedQueryInput.entries, updatedAt: v.pipe(v.number(), v.finite()) });

const storedList = v.object({ version: v.literal(1), queries: v.array(v.unknown()) });

/** What was saved, by name; one that is not understood is left out. */
export function parseSavedQueries(note: unknown): SavedQuery[] {
  const parsed = v.safeParse(storedList, note);
  if (!parsed.success) return [];
  return newestQueries(
    parsed.output.queries.flatMap((each) => {
      const query = v.safeParse(storedQuery, each);
      return query.success ? [query.output] : [];
    }),
  );
}

export const queriesToNote = (saved: readonly SavedQuery[]) => ({
  version: 1,
  queries: newestQueries(saved),
});

export const TOO_MANY_QUERIES = `A project keeps at most ${queries} saved queries: delete one first.`;
