import { tableFromColumns, type Table } from "@uwdata/flechette";
import { readDictionary } from "../log/dictionary.ts";
import { readBatches, readHead, type LogDatabase } from "../log/reader.ts";
import { rowAfter } from "../log/stored-batch.ts";
import type { Batch, Checkpoint, DictionaryKind } from "../model/batch.ts";
import type { Sequence } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { zoneOf } from "../model/time-zone.ts";
import { intColumn, longColumn } from "./arrow-columns.ts";
import { FILE_LIMIT_MS, type Connection, type Duckdb } from "./duckdb.ts";
import { factTable } from "./fact-columns.ts";
import type { CutSessionsDelta, IdentityDelta } from "./join-deltas.ts";
import { peopleTable, sessionsTable, valuesTable, type MirroredKind } from "./mirror-dictionaries.ts";
import type { LayoutRow, PropertyLayout } from "./property-layout.ts";
import { makeSessionFacts, type SessionFactsNeed } from "./session-facts.ts";
import { DICTIONARY_TABLES, noContents, readContents, type Contents } from "./stored-tables.ts";
import { CREATE_NUMBER_TEXT } from "./sql-text.ts";
import { CREATE_JOIN_TABLES, CREATE_TABLES } from "./tables.ts";

const LOAD_EVENTS = 65_536;
const READ_EVENTS = 4 * LOAD_EVENTS;
/** Rows after which DuckDB is asked to compress what came in; and to keep it, where there is a file. */
const COMPRESS_ROWS = 1_000_000;
const KEEP_ROWS = 4 * LOAD_EVENTS;

/** The log was erased from: what is loaded is void. */
export class GenerationRaised extends Error {
  override readonly name = "GenerationRaised";
}

/** What is in the tables, as of the last commit. */
export interface Loaded {
  readonly checkpoint: Checkpoint;
  readonly rows: number;
  readonly layout: PropertyLayout;
  /** `names` ordinals of hidden names. */
  readonly hiddenNames: readonly number[];
  /** `values` ordinal of JSON null, where it was seen. */
  readonly jsonNull: number | undefined;
  readonly givenSessions: boolean;
  readonly cutSessions: boolean;
  readonly identities: boolean;
  readonly dictionarySizes: Readonly<Record<MirroredKind, number>>;
}

export interface Loader {
  readonly loaded: Loaded;
  /** True if the first of these is the entry right after what is loaded. */
  continues(batches: readonly Batch[]): boolean;
  load(batches: readonly Batch[]): Promise<void>;
  catchUp(onProgress: (loaded: number, total: number) => void): Promise<void>;
  /** Loads a dictionary that is left out until someone needs it. */
  need(kind: MirroredKind): Promise<void>;
  /** Brings what sessions are up to what is loaded: only while someone asks, for it takes time. */
  needSessionFacts(need: SessionFactsNeed): Promise<void>;
  setIdentity(delta: IdentityDelta): Promise<void>;
  setCutSessions(delta: CutSessionsDelta): Promise<void>;
  /** What is loaded is not in the file yet, which is there. */
  readonly unkept: boolean;
  /** A load ended half way: what is known of the tables is ahead of them. */
  readonly torn: boolean;
  /** Brings what is loaded to the file; not while someone reads, then it stays unkept. */
  keep(): Promise<void>;
}

/**
 * Fills the tables of a fresh engine, from where its file ends if it has one. Rows, dictionary
 * entries and checkpoint of a load commit in one transaction, so a snapshot is always the log up to
 * its own checkpoint. One call at a time; after a rejection the engine must be thrown away, and with
 * `NotOfThisLog` its file.
 */
export async function openLoader(duckdb: Duckdb, db: LogDatabase, project: Project): Promise<Loader> {
  const connection: Connection = await duckdb.connect();
  await duckdb.execute(connection, CREATE_JOIN_TABLES + CREATE_NUMBER_TEXT);
  const found = duckdb.stored ? await readStored(duckdb, connection, db, project) : undefined;
  const contents = found ?? noContents((await readHead(db, project.id)).generation);
  if (found === undefined) {
    const { generation } = contents.checkpoint;
    await duckdb.execute(
      connection,
      `${CREATE_TABLES}; UPDATE m.main.checkpoint SET generation = ${generation}`,
    );
  }
  const zone = zoneOf(project.timeZone);
  const { names, valueTags, sizes } = contents;
  /** Session ids can be millions, and only few questions show them. */
  const wanted = new Set<DictionaryKind>(["keys", "values", "names", "people"]);
  if (sizes.sessions > 0) wanted.add("sessions");
  let { checkpoint, rows, nextRow, givenSessions, layout } = contents;
  let cutSessions = false;
  let identities = false;
  let uncompressed = 0;
  let staged = 0;
  let unkept = duckdb.stored && found === undefined;
  let torn = false;

  async function stage(table: Table): Promise<string> {
    const name = `staged_${staged++}`;
    await duckdb.stage(connection, name, table);
    return `memory.main.${name}`;
  }

  const sessionFacts = makeSessionFacts({
    run: (sql) => duckdb.execute(connection, sql),
    runLong: (sql) => duckdb.query(connection, sql),
    stage,
  });
  if (found !== undefined) await sessionFacts.restore();

  /** One transaction, then the staging tables go: they are in another database than what is written. */
  async function commitBeside(statements: string[], stagings: string[]): Promise<void> {
    const drops = stagings.map((name) => `DROP TABLE ${name}`);
    await duckdb.execute(connection, ["BEGIN", ...statements, "COMMIT", ...drops].join(";\n"));
  }

  async function commit(statements: string[], stagings: string[]): Promise<void> {
    unkept ||= duckdb.stored;
    await commitBeside(statements, stagings);
  }

  /** Statements that bring the dictionaries up to the log's head. */
  async function dictionaryStatements(stagings: string[]): Promise<string[]> {
    const head = await readHead(db, project.id);
    if (head.generation !== checkpoint.generation) throw new GenerationRaised("The log was erased from.");
    const statements: string[] = [];
    torn = true;
    const append = async (kind: MirroredKind, table: Table) => {
      const name = await stage(table);
      stagings.push(name);
      statements.push(`INSERT INTO m.main.${DICTIONARY_TABLES[kind]} BY NAME SELECT * FROM ${name}`);
    };
    for (const kind of wanted) {
      const from = kind === "keys" ? layout.keyCount : kind === "types" ? 0 : sizes[kind];
      if (kind === "types" || head.ordinals[kind] <= from) continue;
      const entries = await readDictionary(db, project.id, kind, from);
      if (entries.length === 0) continue;
      if (kind === "keys") layout.addKeys(entries);
      else {
        const table =
          kind === "names"
            ? names.table(from, entries)
            : kind === "values"
              ? valuesTable(from, entries, valueTags)
              : kind === "people"
                ? peopleTable(from, entries)
                : sessionsTable(from, entries);
        await append(kind, table);
        sizes[kind] += entries.length;
        if (kind === "values")
          statements.push(`UPDATE m.main.checkpoint SET json_null = ${valueTags.jsonNull ?? "NULL"}`);
      }
    }
    return statements;
  }

  async function loadGroup(batches: readonly Batch[]): Promise<void> {
    const stagings: string[] = [];
    const statements = await dictionaryStatements(stagings);
    const next = layout.fork();
    if (batches.some(({ columns }) => columns.count > 0)) {
      const facts = factTable(batches, zone, next, valueTags.tags);
      const name = await stage(facts.table);
      stagings.push(name);
      for (const column of facts.ddl) statements.push(`ALTER TABLE m.main.facts ADD COLUMN ${column}`);
      statements.push(`INSERT INTO m.main.facts BY NAME SELECT * FROM ${name}`);
    }
    for (const slot of next.changesSince(layout)) statements.push(...layoutStatements(slot));
    const last = batches.at(-1)!;
    const reached: Checkpoint = { generation: checkpoint.generation, sequence: last.sequence };
    const reachedRow = last.damaged === undefined ? rowAfter(last) : last.firstRow + last.damaged;
    const added = batches.reduce((sum, { columns }) => sum + columns.count, 0);
    const given =
      givenSessions || batches.some(({ columns }) => columns.session.some((session) => session > 0));
    statements.push(
      `UPDATE m.main.checkpoint SET generation = ${reached.generation}, sequence = ${reached.sequence}, "rows" = ${rows + added},
        next_row = ${reachedRow}, given_sessions = ${given}`,
    );
    await commit(statements, stagings);
    torn = false;
    layout = next;
    checkpoint = reached;
    nextRow = reachedRow;
    givenSessions = given;
    rows += added;
    uncompressed += added;
    if (uncompressed >= (duckdb.stored ? KEEP_ROWS : COMPRESS_ROWS)) await keep();
  }

  async function load(batches: readonly Batch[]): Promise<void> {
    let group: Batch[] = [];
    let events = 0;
    for (const batch of batches) {
      if (batch.sequence <= checkpoint.sequence) continue;
      if (group.length > 0 && events + batch.columns.count > LOAD_EVENTS) {
        await loadGroup(group);
        group = [];
        events = 0;
      }
      group.push(batch);
      events += batch.columns.count;
    }
    if (group.length > 0) await loadGroup(group);
  }

  async function keep(): Promise<void> {
    if (!(await duckdb.checkpoint(connection, "m"))) return;
    uncompressed = 0;
    unkept = false;
  }

  return {
    get loaded() {
      return {
        checkpoint,
        rows,
        layout,
        hiddenNames: names.hidden,
        jsonNull: valueTags.jsonNull,
        givenSessions,
        cutSessions,
        identities,
        dictionarySizes: sizes,
      };
    },
    continues: (batches) => {
      const first = batches.find(({ sequence }) => sequence > checkpoint.sequence);
      return first === undefined || first.firstRow === nextRow;
    },
    load,
    get unkept() {
      return unkept;
    },
    get torn() {
      return torn;
    },
    keep,
    async catchUp(onProgress) {
      const after = (sequence: Sequence) => readBatches(db, project.id, sequence, { maxEvents: READ_EVENTS });
      let batches = await after(checkpoint.sequence);
      let head = await readHead(db, project.id);
      while (batches.length > 0) {
        // Read ahead while DuckDB is busy; what goes wrong shows when it is awaited.
        const next = after(batches.at(-1)!.sequence);
        next.catch(() => undefined);
        await load(batches);
        onProgress(rows, Math.max(rows, head.events));
        batches = await next;
        head = await readHead(db, project.id);
      }
      if (head.generation !== checkpoint.generation) throw new GenerationRaised("The log was erased from.");
      if (uncompressed >= LOAD_EVENTS) await keep();
    },
    async need(kind) {
      if (wanted.has(kind)) return;
      torn = true;
      wanted.add(kind);
      const stagings: string[] = [];
      const statements = await dictionaryStatements(stagings);
      if (statements.length > 0) await commit(statements, stagings);
      torn = false;
    },
    async needSessionFacts(need) {
      const contents = {
        layout,
        jsonNull: valueTags.jsonNull,
        cutSessions,
        givenSessions,
        nextRow,
      };
      if (sessionFacts.isCurrent(contents, need)) return;
      unkept ||= duckdb.stored;
      if (await sessionFacts.update(contents, need)) await keep();
    },
    async setIdentity(delta) {
      const name = await stage(
        tableFromColumns([
          ["distinct_", intColumn(Int32Array.from(delta.distinct))],
          ["canonical", intColumn(Int32Array.from(delta.canonical))],
        ]),
      );
      await commitBeside(
        [
          delta.full
            ? "DELETE FROM joins.main.identity"
            : `DELETE FROM joins.main.identity WHERE distinct_ IN (SELECT distinct_ FROM ${name})`,
          `INSERT INTO joins.main.identity BY NAME SELECT * FROM ${name}`,
        ],
        [name],
      );
      if (delta.full) await duckdb.checkpoint(connection, "joins");
      identities = delta.full ? delta.distinct.length > 0 : identities || delta.distinct.length > 0;
    },
    async setCutSessions(delta) {
      const name = await stage(
        tableFromColumns([
          ["distinct_", intColumn(Int32Array.from(delta.distinct))],
          ["start_ms", longColumn(Float64Array.from(delta.start))],
          ["end_ms", longColumn(Float64Array.from(delta.end))],
          ["session", longColumn(Float64Array.from(delta.session))],
        ]),
      );
      await commitBeside(
        [
          delta.full
            ? "DELETE FROM joins.main.cut_sessions"
            : `DELETE FROM joins.main.cut_sessions WHERE distinct_ IN (SELECT distinct_ FROM ${name})`,
          `INSERT INTO joins.main.cut_sessions BY NAME SELECT * FROM ${name}`,
        ],
        [name],
      );
      if (delta.full) await duckdb.checkpoint(connection, "joins");
      sessionFacts.cutAnew(delta);
      cutSessions = delta.full ? delta.distinct.length > 0 : cutSessions || delta.distinct.length > 0;
    },
  };
}

const layoutStatements = ({ key, kinds, text, number, overflow }: LayoutRow): string[] => [
  `DELETE FROM m.main.layout WHERE key = ${key}`,
  `INSERT INTO m.main.layout VALUES (${key}, ${kinds}, ${text}, ${number}, ${overflow})`,
];

async function readStored(
  duckdb: Duckdb,
  connection: Connection,
  db: LogDatabase,
  project: Project,
): Promise<Contents | undefined> {
  const hangs = setTimeout(
    () => duckdb.stop("what the file holds could not be read", { suspect: true }),
    FILE_LIMIT_MS,
  );
  try {
    return await readContents((sql) => duckdb.execute(connection, sql), db, project);
  } finally {
    clearTimeout(hangs);
  }
}
