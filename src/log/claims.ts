import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { ClaimRow } from "../database/rows.ts";
import type { ProjectId } from "../model/identifier.ts";
import { finishChecked, openChecked } from "./checked-bytes.ts";
import { DamagedBlockError } from "./damaged-block.ts";
import { tellDamagedRecord } from "./damaged-records.ts";
import { type ByteReader, ByteWriter } from "./pack-numbers.ts";

/** Rows of the log that one stored row of claims is about. */
export const CLAIM_ROWS = 65_536;
const CLAIM_BYTES = CLAIM_ROWS / 8;

const RUNS = 0;
const BITS = 1;

/** A bit for each row of a chunk. */
export type ClaimBits = Uint8Array;

export const noClaims = (): ClaimBits => new Uint8Array(CLAIM_BYTES);

export const hasBit = (bits: ClaimBits, place: number): boolean =>
  ((bits[place >> 3]! >> (place & 7)) & 1) === 1;

export function setBit(bits: ClaimBits, place: number, value: boolean): void {
  if (value) bits[place >> 3]! |= 1 << (place & 7);
  else bits[place >> 3]! &= ~(1 << (place & 7));
}

export const chunkOf = (row: number): number => Math.floor(row / CLAIM_ROWS);

/** As runs, which a file imported again takes a few bytes in, or as bits, whichever is shorter. Undefined for no claim at all. */
export function packClaims(bits: ClaimBits): Uint8Array<ArrayBuffer> | undefined {
  const runs = new ByteWriter();
  runs.byte(RUNS);
  let end = 0;
  for (let place = 0; place < CLAIM_ROWS && runs.length <= CLAIM_BYTES;) {
    if (bits[place >> 3] === 0) {
      place = (place | 7) + 1;
      continue;
    }
    if (!hasBit(bits, place)) {
      place += 1;
      continue;
    }
    const first = place;
    while (place < CLAIM_ROWS && hasBit(bits, place)) place += 1;
    runs.count(first - end);
    runs.count(place - first);
    end = place;
  }
  if (end === 0) return undefined;
  if (runs.length <= CLAIM_BYTES) return finishChecked(runs);
  const whole = new ByteWriter();
  whole.byte(BITS);
  whole.bytes(bits);
  return finishChecked(whole);
}

function unpackBits(from: ByteReader): ClaimBits {
  if (from.byte() === BITS) return from.bytes(CLAIM_BYTES).slice();
  const bits = noClaims();
  for (let place = 0; from.rest().length > 0;) {
    place += from.count();
    for (const end = place + from.count(); place < end; place++) setBit(bits, place, true);
  }
  return bits;
}

/** What cannot be read is told, and claims every row: then nothing goes that should stay. */
export function readClaims(db: object, { projectId, chunk, claimant, packed }: ClaimRow): ClaimBits {
  try {
    return unpackBits(openChecked(packed));
  } catch (error) {
    if (!(error instanceof DamagedBlockError)) throw error;
    tellDamagedRecord(db, projectId, {
      table: "claims",
      first: chunk * CLAIM_ROWS,
      count: CLAIM_ROWS,
      claimant,
    });
    return noClaims().fill(0xff);
  }
}

/** Rows by who claims them. */
export type NewClaims = ReadonlyMap<string, readonly number[]>;

/** Adds claims to those that are stored; of what is claimed already nothing is written. Within a transaction. */
export async function addClaims(db: Database, projectId: ProjectId, claims: NewClaims): Promise<void> {
  const wanted: { key: [ProjectId, number, string]; places: number[] }[] = [];
  for (const [claimant, rows] of claims) {
    const placesByChunk = new Map<number, number[]>();
    for (const row of rows) {
      const chunk = chunkOf(row);
      const places = placesByChunk.get(chunk);
      if (places === undefined) placesByChunk.set(chunk, [row % CLAIM_ROWS]);
      else places.push(row % CLAIM_ROWS);
    }
    for (const [chunk, places] of placesByChunk) wanted.push({ key: [projectId, chunk, claimant], places });
  }
  const stored = await db.claims.bulkGet(wanted.map(({ key }) => key));
  const changed: ClaimRow[] = [];
  for (const [index, { key, places }] of wanted.entries()) {
    const known = stored[index];
    const bits = known === undefined ? noClaims() : readClaims(db, known);
    if (places.every((place) => hasBit(bits, place))) continue;
    for (const place of places) setBit(bits, place, true);
    const [, chunk, claimant] = key;
    const packed = packClaims(bits);
    if (packed !== undefined) changed.push({ projectId, chunk, claimant, packed });
  }
  if (changed.length > 0) await db.claims.bulkPut(changed);
}

const claimsOf = (db: Database, projectId: ProjectId) =>
  db.claims.where("[projectId+chunk+claimant]").between([projectId], [projectId, Dexie.maxKey]);

/** Everyone who claims an event of the project. */
export async function readClaimants(db: Database, projectId: ProjectId): Promise<Set<string>> {
  const keys = await claimsOf(db, projectId).primaryKeys();
  return new Set(keys.map(([, , claimant]) => claimant));
}

/** Those of one claimant, or all there are. */
export async function dropClaims(db: Database, projectId: ProjectId, of?: string): Promise<void> {
  if (of === undefined) return void (await claimsOf(db, projectId).delete());
  const keys = await claimsOf(db, projectId).primaryKeys();
  await db.claims.bulkDelete(keys.filter(([, , claimant]) => claimant === of));
}
