import type { Failure, Result } from "../model/failure.ts";
import type { UnreadFile } from "../model/import.ts";
import type { FilePart, RowsPart, UnreadPart } from "./open-rows.ts";
import { type FurtherRows, peekRows } from "./peek-rows.ts";

const UNREAD_TOLD = 3;

/** A part with what was chosen to read its rows by. */
export type KnownPart<Chosen> = RowsPart & { chosen: Chosen };

/**
 * The parts of a file, each with what `choose` makes of its first rows, or why it is not read. As of `openRows`, a part's
 * rows must be read, or returned from, before the next part is asked for.
 */
export async function* knownParts<Chosen>(
  parts: AsyncGenerator<FilePart, void, undefined>,
  choose: (part: RowsPart, rows: readonly unknown[], further: FurtherRows) => Promise<Result<Chosen>>,
): AsyncGenerator<KnownPart<Chosen> | UnreadPart, void, undefined> {
  for await (const part of parts) {
    if ("failure" in part) {
      yield part;
      continue;
    }
    const { rows, groups, further } = await peekRows(part.groups);
    const chosen = await choose(part, rows, further);
    if (chosen.ok) {
      yield { ...part, groups, chosen: chosen.value };
      continue;
    }
    await groups.return();
    yield { name: part.name, failure: chosen.failure };
  }
}

/** Of one file of an archive alone: the others are read. Any other failure is of all that is being read. */
export const isOfOnePart = ({ kind }: Failure): boolean =>
  kind === "unreadable-file" || kind === "unsupported-format" || kind === "needs-mapping";

/** The first of the files that were not read, each with its reason, and of `count` how many more there are. */
export function unreadInWords(unread: readonly UnreadFile[], count = unread.length): string {
  const told = unread.slice(0, UNREAD_TOLD).map(({ name, reason }) => `${name}: ${reason}`);
  const more = count - told.length;
  return told.join(" ") + (more > 0 ? ` And ${more.toLocaleString("en")} more.` : "");
}
