/** Canonical actors of distinct ids, both as `people` ordinals; with `full` they replace all. */
export interface IdentityDelta {
  full: boolean;
  distinct: ArrayLike<number>;
  canonical: ArrayLike<number>;
}

/** Cut sessions; with `full` they replace all, else all those of the distinct ids they name. */
export interface CutSessionsDelta {
  full: boolean;
  distinct: ArrayLike<number>;
  /** Epoch milliseconds of the session's first and last event. */
  start: ArrayLike<number>;
  end: ArrayLike<number>;
  session: ArrayLike<number>;
}

const COMPACT_AT = 64;

/**
 * The deltas handed over so far, for an engine that must be filled again. What a later delta says
 * of a distinct id replaces what an earlier one said.
 */
export class DeltaLog<Delta extends { full: boolean; distinct: ArrayLike<number> }> {
  #deltas: Delta[] = [];
  readonly #merge: (full: boolean, rows: [Delta, number][]) => Delta;

  constructor(merge: (full: boolean, rows: [Delta, number][]) => Delta) {
    this.#merge = merge;
  }

  add(delta: Delta): void {
    if (delta.full) this.#deltas = [];
    this.#deltas.push(delta);
    if (this.#deltas.length > COMPACT_AT) this.#compact();
  }

  clear(): void {
    this.#deltas = [];
  }

  [Symbol.iterator](): Iterator<Delta> {
    return this.#deltas[Symbol.iterator]();
  }

  #compact(): void {
    const seen = new Set<number>();
    const rows: [Delta, number][] = [];
    for (const delta of this.#deltas.toReversed()) {
      const from = rows.length;
      for (let row = 0; row < delta.distinct.length; row++)
        if (!seen.has(delta.distinct[row]!)) rows.push([delta, row]);
      for (const [, row] of rows.slice(from)) seen.add(delta.distinct[row]!);
    }
    this.#deltas = [this.#merge(this.#deltas[0]?.full ?? true, rows)];
  }
}

export const makeIdentityLog = (): DeltaLog<IdentityDelta> =>
  new DeltaLog((full, rows) => ({
    full,
    distinct: Float64Array.from(rows, ([delta, row]) => delta.distinct[row]!),
    canonical: Float64Array.from(rows, ([delta, row]) => delta.canonical[row]!),
  }));

export const makeCutSessionsLog = (): DeltaLog<CutSessionsDelta> =>
  new DeltaLog((full, rows) => ({
    full,
    distinct: Float64Array.from(rows, ([delta, row]) => delta.distinct[row]!),
    start: Float64Array.from(rows, ([delta, row]) => delta.start[row]!),
    end: Float64Array.from(rows, ([delta, row]) => delta.end[row]!),
    session: Float64Array.from(rows, ([delta, row]) => delta.session[row]!),
  }));
