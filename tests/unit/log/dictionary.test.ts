import { describe, expect, it } from "vitest";
import {
  CHUNK_ENTRIES,
  chunkRow,
  Dictionary,
  loadDictionaries,
  readDictionary,
} from "../../../src/log/dictionary.ts";
import { makeEntryReader, makeReadChunks } from "../../../src/log/entry-reader.ts";
import { onDamagedRecord } from "../../../src/log/damaged-records.ts";
import { describeRecord, type DamagedRecord } from "../../../src/model/damage.ts";
import { openTestDatabase, shop } from "../../support/admitted-log.ts";

describe("Dictionary", () => {
  it("numbers strings from 0 in order of first sight", () => {
    const people = new Dictionary("people");
    expect([people.intern("d", "x"), people.intern("u", "x"), people.intern("d", "x")]).toEqual([0, 1, 0]);
    expect([people.entry(0), people.entry(1), people.entry(2)]).toEqual(["dx", "ux", undefined]);
    expect([people.lookup("u", "x"), people.lookup("u", "y")]).toEqual([1, undefined]);
  });

  it("rolls back what was added last and gives the numbers out again", () => {
    const values = new Dictionary("values");
    values.intern("s", "kept");
    values.intern("s", "taken back");
    values.intern("j", "true");
    values.rollback(1);
    expect([values.size, values.lookup("s", "taken back")]).toEqual([1, undefined]);
    expect(values.intern("j", "null")).toBe(1);
  });

  it("does not know an erased entry and gives its string a new number", () => {
    const people = new Dictionary("people");
    people.load("ux");
    people.load(null);
    expect([people.entry(1), people.intern("u", "y")]).toEqual([null, 2]);
  });

  it("parts type from name at the first NUL", () => {
    const names = new Dictionary("names");
    names.load("page\0a\0b");
    expect(names.lookup("page\0", "a\0b")).toBe(0);
  });
});

describe("a stored dictionary", () => {
  async function store(entries: number) {
    const db = await openTestDatabase();
    const sessions = new Dictionary("sessions");
    for (let number = 0; number < entries; number++) sessions.intern("", `session ${number}`);
    await db.dictionaries.bulkPut(sessions.rowsFrom(shop, 0));
    return { db, sessions };
  }

  it("has nothing where a chunk is damaged, whoever reads it, and says which", async () => {
    const { db } = await store(CHUNK_ENTRIES * 2 + 5);
    const row = await db.dictionaries.get([shop, "sessions", CHUNK_ENTRIES]);
    const packed = row!.packed.slice();
    packed[packed.length >> 1]! ^= 1;
    await db.dictionaries.put({ ...row!, packed });
    const told: [string, DamagedRecord][] = [];
    onDamagedRecord(db, (projectId, texts) => told.push([projectId, texts]));
    const texts = {
      table: "dictionaries",
      kind: "sessions",
      first: CHUNK_ENTRIES,
      count: CHUNK_ENTRIES,
    } as const;
    const all = await readDictionary(db, shop, "sessions");
    expect([all[CHUNK_ENTRIES - 1], all[CHUNK_ENTRIES], all[CHUNK_ENTRIES * 2]]).toEqual([
      `session ${CHUNK_ENTRIES - 1}`,
      null,
      `session ${CHUNK_ENTRIES * 2}`,
    ]);
    expect(told.splice(0)).toEqual([[shop, texts]]);
    const ordinals = { people: 0, sessions: all.length, names: 0, types: 0, keys: 0, values: 0 };
    const { sessions } = (await loadDictionaries(db, shop, ordinals)).byKind;
    expect([sessions.size, sessions.entry(CHUNK_ENTRIES), sessions.entry(0)]).toEqual([
      all.length,
      null,
      "session 0",
    ]);
    expect(told.splice(0)).toEqual([[shop, texts]]);
    expect(await makeEntryReader(db, shop).read("sessions", CHUNK_ENTRIES + 1)).toBeNull();
    expect(told).toEqual([[shop, texts]]);
    expect(describeRecord(texts).words).toBe(
      "1,024 session ids from number 1024 on cannot be read. Their events count, without them.",
    );
  });

  it("is read whole or from an ordinal on, across chunks", async () => {
    const { db } = await store(CHUNK_ENTRIES * 2 + 5);
    const all = await readDictionary(db, shop, "sessions");
    expect(all).toHaveLength(CHUNK_ENTRIES * 2 + 5);
    for (const from of [0, 1, CHUNK_ENTRIES - 1, CHUNK_ENTRIES, CHUNK_ENTRIES * 2 + 4, CHUNK_ENTRIES * 2 + 5])
      expect(await readDictionary(db, shop, "sessions", from)).toEqual(all.slice(from));
  });

  it("rewrites only the chunks that grew", async () => {
    const { sessions } = await store(CHUNK_ENTRIES + 3);
    sessions.intern("", "one more");
    const rows = sessions.rowsFrom(shop, CHUNK_ENTRIES + 3);
    expect(rows.map(({ first, count }) => [first, count])).toEqual([[CHUNK_ENTRIES, 4]]);
    expect(sessions.rowsFrom(shop, sessions.size)).toEqual([]);
  });

  it("reads a chunk that was erased whole as erased entries", async () => {
    const { db } = await store(CHUNK_ENTRIES * 2);
    await db.dictionaries.delete([shop, "sessions", 0]);
    const all = await readDictionary(db, shop, "sessions");
    expect([all.length, all[0], all[CHUNK_ENTRIES]]).toEqual([
      CHUNK_ENTRIES * 2,
      null,
      `session ${CHUNK_ENTRIES}`,
    ]);
    const ordinals = { people: 2, sessions: CHUNK_ENTRIES * 2, names: 0, types: 0, keys: 0, values: 0 };
    const loaded = await loadDictionaries(db, shop, ordinals);
    expect(loaded.byKind.people.size).toBe(2);
    expect(loaded.byKind.sessions.intern("", "session 0")).toBe(CHUNK_ENTRIES * 2);
  });
});

describe("EntryReader", () => {
  it("sees entries added to a chunk it has read before", async () => {
    const db = await openTestDatabase();
    const names = new Dictionary("names");
    names.intern("page\0", "page_view");
    await db.dictionaries.bulkPut(names.rowsFrom(shop, 0));
    const reader = makeEntryReader(db, shop);
    expect(await reader.read("names", 0)).toBe("page\0page_view");
    names.intern("track\0", "signup");
    await db.dictionaries.bulkPut(names.rowsFrom(shop, 1));
    expect(await reader.read("names", 1)).toBe("track\0signup");
  });

  it("keeps an erased string out once told to forget", async () => {
    const db = await openTestDatabase();
    await db.dictionaries.put(chunkRow(shop, "people", 0, ["uann"]));
    const reader = makeEntryReader(db, shop);
    expect(await reader.read("people", 0)).toBe("uann");
    await db.dictionaries.put(chunkRow(shop, "people", 0, [null]));
    reader.forget();
    expect(await reader.read("people", 0)).toBeNull();
  });

  it("keeps no more characters than it may, the latest chunks", async () => {
    const db = await openTestDatabase();
    const values = new Dictionary("values");
    for (let number = 0; number < CHUNK_ENTRIES * 3; number++) values.intern("s", `${number}`.padStart(9));
    await db.dictionaries.bulkPut(values.rowsFrom(shop, 0));
    const chunks = makeReadChunks(db, shop, { maxCharacters: CHUNK_ENTRIES * 20 });
    for (const chunk of [0, 1, 2]) await chunks.read("values", new Map([[chunk, 1]]));
    await db.dictionaries.clear();
    const known = await chunks.read("values", new Map([0, 1, 2].map((chunk) => [chunk, 1])));
    expect([...known.keys()]).toEqual([1, 2]);
  });

  it("answers from more chunks than it remembers", async () => {
    const db = await openTestDatabase();
    const values = new Dictionary("values");
    for (let number = 0; number < CHUNK_ENTRIES * 3; number++) values.intern("s", `${number}`);
    await db.dictionaries.bulkPut(values.rowsFrom(shop, 0));
    const reader = makeEntryReader(db, shop, { chunks: makeReadChunks(db, shop, { maxChunks: 1 }) });
    for (const ordinal of [0, CHUNK_ENTRIES, CHUNK_ENTRIES * 2, 0])
      expect(await reader.read("values", ordinal)).toBe(`s${ordinal}`);
  });
});
