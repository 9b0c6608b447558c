import { tableFromColumns, type Table } from "@uwdata/flechette";
import { readDictionary } from "../log/dictionary.ts";
import { readBatches, readHead, type LogDatabase } from "../log/reader.ts";
import type { Batch, Checkpoint, DictionaryKind } from "../model/batch.ts";
import { toSequence, type Sequence } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { zoneOf } from "../model/time-zone.ts";
import { intColumn, longColumn } from "./arrow-columns.ts";
import { SqlRefused, type Connection, type Duckdb } from "./duckdb.ts";
import { factTable } from "./fact-columns.ts";
import type { CutSessionsDelta, IdentityDelta } from "./join-deltas.ts";
import {
  NameIndex,
  peopleTable,
  sessionsTable,
  valuesTable,
  ValueTags,
  type MirroredKind,
} from "./mirror-dictionaries.ts";
import { PropertyLayout } from "./property-layout.ts";
import { CREATE_TABLES } from "./tables.ts";

const LOAD_EVENTS = 65_536;
const READ_EVENTS = 4 * LOAD_EVENTS;
/** Rows after which DuckDB is asked to compress what came in. */
const COMPRESS_ROWS = 1_000_000;

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
  setIdentity(delta: IdentityDelta): Promise<void>;
  setCutSessions(delta: CutSessionsDelta): Promise<void>;
}

/**
 * Fills the tables of a fresh engine. Rows, dictionary entries and checkpoint of a load commit in
 * one transaction, so a snapshot is always the log up to its own checkpoint. One call at a time;
 * after a rejection the engine must be thrown away.
 */
export async function openLoader(duckdb: Duckdb, db: LogDatabase, project: Project): Promise<Loader> {
  const connection: Connection = await duckdb.connect();
  await duckdb.execute(connection, CREATE_TABLES);
  const zone = zoneOf(project.timeZone);
  const names = new NameIndex();
  const valueTags = new ValueTags();
  /** Session ids can be millions, and only few questions show them. */
  const wanted = new Set<DictionaryKind>(["keys", "values", "names", "people"]);
  const sizes: Record<MirroredKind, number> = { people: 0, sessions: 0, names: 0, values: 0 };
  let layout = new PropertyLayout();
  let checkpoint: Checkpoint = {
    generation: (await readHead(db, project.id)).generation,
    sequence: toSequence(0),
  };
  let rows = 0;
  let nextRow = 0;
  let givenSessions = false;
  let cutSessions = false;
  let identities = false;
  let uncompressed = 0;
  let staged = 0;

  async function stage(table: Table): Promise<string> {
    const name = `staged_${staged++}`;
    await duckdb.stage(connection, name, table);
    return `memory.main.${name}`;
  }

  /** One transaction, then the staging tables go: they are in another database than `m`. */
  async function commit(statements: string[], stagings: string[]): Promise<void> {
    const drops = stagings.map((name) => `DROP TABLE ${name}`);
    await duckdb.execute(connection, ["BEGIN", ...statements, "COMMIT", ...drops].join(";\n"));
  }

  /** Statements that bring the dictionaries up to the log's head. */
  async function dictionaryStatements(stagings: string[]): Promise<string[]> {
    const head = await readHead(db, project.id);
    if (head.generation !== checkpoint.generation) throw new GenerationRaised("The log was erased from.");
    const statements: string[] = [];
    const append = async (kind: MirroredKind, table: Table) => {
      const name = await stage(table);
      stagings.push(name);
      statements.push(
        `INSERT INTO m.main.${kind === "values" ? "vals" : kind} BY NAME SELECT * FROM ${name}`,
      );
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
    const last = batches.at(-1)!;
    statements.push(
      `UPDATE m.main.checkpoint SET generation = ${checkpoint.generation}, sequence = ${last.sequence}`,
    );
    await commit(statements, stagings);
    layout = next;
    checkpoint = { generation: checkpoint.generation, sequence: last.sequence };
    for (const { columns } of batches) {
      rows += columns.count;
      uncompressed += columns.count;
      givenSessions ||= columns.session.some((session) => session > 0);
    }
    nextRow = last.firstRow + (last.damaged ?? last.columns.count);
    if (uncompressed >= COMPRESS_ROWS) await compress();
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

  async function compress(): Promise<void> {
    try {
      await duckdb.execute(connection, "CHECKPOINT m");
      uncompressed = 0;
    } catch (error) {
      // Refused while someone reads; the next load asks again.
      if (!(error instanceof SqlRefused)) throw error;
    }
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
      if (uncompressed >= LOAD_EVENTS) await compress();
    },
    async need(kind) {
      if (wanted.has(kind)) return;
      wanted.add(kind);
      const stagings: string[] = [];
      const statements = await dictionaryStatements(stagings);
      if (statements.length > 0) await commit(statements, stagings);
    },
    async setIdentity(delta) {
      const name = await stage(
        tableFromColumns([
          ["distinct_", intColumn(Int32Array.from(delta.distinct))],
          ["canonical", intColumn(Int32Array.from(delta.canonical))],
        ]),
      );
      await commit(
        [
          delta.full
            ? "DELETE FROM m.main.identity"
            : `DELETE FROM m.main.identity WHERE distinct_ IN (SELECT distinct_ FROM ${name})`,
          `INSERT INTO m.main.identity BY NAME SELECT * FROM ${name}`,
        ],
        [name],
      );
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
      await commit(
        [
          delta.full
            ? "DELETE FROM m.main.cut_sessions"
            : `DELETE FROM m.main.cut_sessions WHERE distinct_ IN (SELECT distinct_ FROM ${name})`,
          `INSERT INTO m.main.cut_sessions BY NAME SELECT * FROM ${name}`,
        ],
        [name],
      );
      cutSessions = delta.full ? delta.distinct.length > 0 : cutSessions || delta.distinct.length > 0;
    },
  };
}
