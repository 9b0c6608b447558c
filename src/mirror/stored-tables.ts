import type { Table } from "@uwdata/flechette";
import { readDictionary } from "../log/dictionary.ts";
import { readBatches, readHead, type LogDatabase } from "../log/reader.ts";
import { rowAfter } from "../log/stored-batch.ts";
import type { Checkpoint } from "../model/batch.ts";
import { toSequence } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { MIRRORED_KINDS, NameIndex, ValueTags, type MirroredKind } from "./mirror-dictionaries.ts";
import { PropertyLayout, type LayoutRow } from "./property-layout.ts";

/** What a loader remembers of the tables it fills. */
export interface Contents {
  checkpoint: Checkpoint;
  rows: number;
  /** The number the next event has. */
  nextRow: number;
  givenSessions: boolean;
  layout: PropertyLayout;
  names: NameIndex;
  valueTags: ValueTags;
  sizes: Record<MirroredKind, number>;
}

export const DICTIONARY_TABLES: Record<MirroredKind, string> = {
  people: "people",
  sessions: "sessions",
  names: "names",
  values: "vals",
};

export const noContents = (generation: number): Contents => ({
  checkpoint: { generation, sequence: toSequence(0) },
  rows: 0,
  nextRow: 0,
  givenSessions: false,
  layout: new PropertyLayout(),
  names: new NameIndex(),
  valueTags: new ValueTags(),
  sizes: { people: 0, sessions: 0, names: 0, values: 0 },
});

/** Tables found in a file do not go with the log. */
export class NotOfThisLog extends Error {
  override readonly name = "NotOfThisLog";
}

interface CheckpointRow {
  generation: number;
  sequence: number;
  rows: number;
  nextRow: number;
  givenSessions: boolean;
  jsonNull: number | null;
}

interface LastRow {
  row: number;
  ts: number;
  name: number;
  distinct_: number;
}

/**
 * What the tables of a file hold as of its last checkpoint, once it is sure that they are the log up
 * to there: same generation, not ahead of the log, as many rows as were counted when it was
 * written, dictionaries that the log has, and the last event where the log has it. Undefined for a file
 * without tables. Rejects with {@link NotOfThisLog}.
 */
export async function readContents(
  run: (sql: string) => Promise<Table>,
  db: LogDatabase,
  { id }: Project,
): Promise<Contents | undefined> {
  const read = async <Row>(sql: string): Promise<Row[]> => (await run(sql)).toArray() as Row[];
  const there = await read("SELECT 1 FROM duckdb_tables() WHERE database_name = 'm'");
  if (there.length === 0) return undefined;
  const require = (holds: boolean, what: string) => {
    if (!holds) throw new NotOfThisLog(`The stored mirror was put aside: ${what}.`);
  };

  const [row] = await read<CheckpointRow>(
    `SELECT generation::DOUBLE AS generation, sequence::DOUBLE AS sequence, "rows"::DOUBLE AS "rows",
      next_row::DOUBLE AS "nextRow", given_sessions AS "givenSessions", json_null AS "jsonNull" FROM m.main.checkpoint`,
  );
  const head = await readHead(db, id);
  if (row === undefined) throw new NotOfThisLog("The stored mirror was put aside: it has no checkpoint.");
  require(row.generation === head.generation, "the log was rewritten");
  require(row.sequence <= head.sequence && row.nextRow <= head.nextRow, "it is ahead of the log");

  const counted = await read<{ kind: MirroredKind | "rows"; n: number }>(
    [["rows", "facts"] as const, ...Object.entries(DICTIONARY_TABLES)]
      .map(([kind, table]) => `SELECT '${kind}' AS kind, count(*)::DOUBLE AS n FROM m.main.${table}`)
      .join(" UNION ALL "),
  );
  const counts = new Map(counted.map(({ kind, n }) => [kind, n]));
  require(counts.get("rows") === row.rows && row.rows <= head.events, "rows are missing");
  const sizes = { people: 0, sessions: 0, names: 0, values: 0 };
  for (const kind of MIRRORED_KINDS) {
    sizes[kind] = counts.get(kind) ?? 0;
    require(sizes[kind] <= head.ordinals[kind], "it knows more than the log");
  }
  if (row.rows > 0) {
    const last = await read<LastRow>(`SELECT "row", ts::DOUBLE AS ts, name, distinct_ FROM m.main.facts
      WHERE "row" = (SELECT max("row") FROM m.main.facts)`);
    require(last.length === 1 && (await isLastOf(db, id, row, last[0]!)), "its last event is not the log's");
  }

  const contents: Contents = {
    ...noContents(row.generation),
    checkpoint: { generation: row.generation, sequence: toSequence(row.sequence) },
    rows: row.rows,
    nextRow: row.nextRow,
    givenSessions: row.givenSessions,
    sizes,
  };
  const { layout, names, valueTags } = contents;
  layout.addKeys(await readDictionary(db, id, "keys"));
  layout.restore(await read<LayoutRow>("SELECT * FROM m.main.layout ORDER BY key"));
  names.table(0, (await readDictionary(db, id, "names")).slice(0, sizes.names));
  if (sizes.values > 0) {
    const tags = await run("SELECT tag FROM m.main.vals ORDER BY ordinal");
    valueTags.restore(tags.getChildAt(0)!.toArray() as ArrayLike<number>, row.jsonNull ?? undefined);
  }
  return contents;
}

/** Whether the log has this event last at the checkpoint. What is after it in the same entry is cut off. */
async function isLastOf(
  db: LogDatabase,
  id: Project["id"],
  { sequence, nextRow }: CheckpointRow,
  last: LastRow,
): Promise<boolean> {
  const after = toSequence(sequence - 1);
  const [entry] = await readBatches(db, id, after, { maxEvents: 1, through: toSequence(sequence) });
  if (entry?.sequence !== sequence) return false;
  const { columns, firstRow, damaged = 0 } = entry;
  if (columns.count === 0) return firstRow + damaged === nextRow;
  const at = columns.count - 1;
  return (
    rowAfter(entry) === nextRow &&
    last.row === nextRow - 1 &&
    columns.timestamp[at] === last.ts &&
    columns.name[at] === last.name &&
    columns.distinct[at] === last.distinct_
  );
}
