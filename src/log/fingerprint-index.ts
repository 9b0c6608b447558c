import type { IdHash } from "./event-id.ts";

const SHARD_BITS = 4;
const SHARDS = 1 << SHARD_BITS;
const FEWEST_SLOTS = 256;
const FULLEST = 0.7;

/** `slots` holds pairs of fingerprint and row + 1; 0 in the second place marks a free slot. */
interface Shard {
  slots: Uint32Array;
  used: number;
}

/**
 * From the hash of an event id to the rows that may hold that id. Never misses one; among ten
 * million rows about one lookup in seven thousand names a row in vain. Eight bytes a slot, in
 * sixteen tables, so that growing one stalls for a sixteenth of the time. Rows are below 2^32 - 1.
 */
export class FingerprintIndex {
  readonly #shards: Shard[] = Array.from({ length: SHARDS }, () => ({
    slots: new Uint32Array(FEWEST_SLOTS * 2),
    used: 0,
  }));

  get size(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.used, 0);
  }

  add({ shard: number, fingerprint }: IdHash, row: number): void {
    const shard = this.#shards[number]!;
    if ((shard.used + 1) * 2 > shard.slots.length * FULLEST) grow(shard);
    place(shard.slots, fingerprint, row + 1);
    shard.used++;
  }

  /** Whether a row was added under an equal hash: for most there is none, and this makes no closure. */
  has({ shard: number, fingerprint }: IdHash): boolean {
    const { slots } = this.#shards[number]!;
    const mask = slots.length - 1;
    for (let at = (fingerprint * 2) & mask; slots[at + 1] !== 0; at = (at + 2) & mask)
      if (slots[at] === fingerprint) return true;
    return false;
  }

  /** Calls back with each row added under an equal hash. */
  candidates(hash: IdHash, found: (row: number) => void): void {
    this.find(hash, (row) => {
      found(row);
      return false;
    });
  }

  /** The first row added under an equal hash that is the one looked for. */
  find({ shard: number, fingerprint }: IdHash, isIt: (row: number) => boolean): number | undefined {
    const { slots } = this.#shards[number]!;
    const mask = slots.length - 1;
    for (let at = (fingerprint * 2) & mask; slots[at + 1] !== 0; at = (at + 2) & mask) {
      const row = slots[at + 1]! - 1;
      if (slots[at] === fingerprint && isIt(row)) return row;
    }
    return undefined;
  }
}

function place(slots: Uint32Array, fingerprint: number, mark: number): void {
  const mask = slots.length - 1;
  let at = (fingerprint * 2) & mask;
  while (slots[at + 1] !== 0) at = (at + 2) & mask;
  slots[at] = fingerprint;
  slots[at + 1] = mark;
}

function grow(shard: Shard): void {
  const { slots } = shard;
  shard.slots = new Uint32Array(slots.length * 2);
  for (let at = 0; at < slots.length; at += 2) {
    if (slots[at + 1] !== 0) place(shard.slots, slots[at]!, slots[at + 1]!);
  }
}
