import * as v from "valibot";
import type { QueryParams } from "../state/url-state.ts";

/** Longer addresses are cut by what people paste them into. */
export const LINKED_CHARACTERS = 1_500;

/** What a link to the page carries. */
export interface SqlLink {
  /** Undefined where the link has no statement. */
  text: string | undefined;
  shown: "table" | "chart";
  /** Id of a saved query, which is opened and not run. */
  query?: string;
}

const statement = v.pipe(
  v.string(),
  v.maxLength(LINKED_CHARACTERS),
  v.check((text) => text.trim() !== ""),
);
const savedId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const shownAs = v.picklist(["table", "chart"]);

/** Reads a link. What it does not understand is left out and said in `notices`, in words; it never throws. */
export function parseSqlLink({ sql, as, query }: QueryParams): { link: SqlLink; notices: string[] } {
  const notices: string[] = [];
  const text = v.safeParse(v.optional(statement), sql);
  if (!text.success) notices.push("This link's statement was not understood; nothing was run.");
  const shown = v.safeParse(v.optional(shownAs, "table"), as);
  if (!shown.success) notices.push("This link says neither table nor chart for the result; showing a table.");
  const saved = v.safeParse(v.optional(savedId), query);
  if (!saved.success) notices.push("This link's saved query was not understood; none is opened.");
  return {
    link: {
      ...(saved.success && saved.output !== undefined && { query: saved.output }),
      text: text.success ? text.output : undefined,
      shown: shown.success ? shown.output : "table",
    },
    notices,
  };
}

/** The inverse of {@link parseSqlLink}; a statement that is too long is left out. */
export const sqlLinkToParams = ({
  text,
  shown,
  query,
}: SqlLink): Record<"sql" | "as" | "query", string | undefined> => ({
  query,
  sql: text !== undefined && text.length <= LINKED_CHARACTERS ? text : undefined,
  as: shown === "table" ? undefined : shown,
});
