/** Which events of a bucket have which value of one property. */
export interface ValueLists {
  /** Not told here: too many values, or numbers among them. The rest is then empty. */
  untold: boolean;
  /** `values` ordinal + 1, 0 for events without the property; ascending. */
  values: Uint32Array;
  /** Events of each value, and how many of them are page views. */
  events: Uint32Array;
  pageViews: Uint32Array;
  /** Members of value `i` are `members[starts[i]]` to before `members[starts[i + 1]]`. */
  starts: Uint32Array;
  /** Ascending: twice the place of a stay, and 1 more where it has a page view of that value. */
  members: Uint32Array;
}

/**
 * One hour or day of the events whose names are not hidden. A stay is one session of one actor: to
 * list the stays of a value once says its users and its sessions, in less than half the room of two sets.
 */
export interface DimensionBucket {
  /** Stays, ascending by session, then by unmerged actor; each pair once. */
  sessions: Uint32Array;
  actors: Uint32Array;
  /** By place of the property. */
  lists: readonly ValueLists[];
}

/** More values than this in one bucket are not told. */
export const MOST_VALUES = 4096;

/** In columns of values: a number, which the dictionary of values does not have. */
export const NUMERIC = 0xffff_ffff;

const NONE = new Uint32Array(0);

export const noValues = (untold: boolean): ValueLists => ({
  untold,
  values: NONE,
  events: NONE,
  pageViews: NONE,
  starts: Uint32Array.of(0),
  members: NONE,
});

export const emptyBucket = (properties: number): DimensionBucket => ({
  sessions: NONE,
  actors: NONE,
  lists: Array.from({ length: properties }, () => noValues(false)),
});

/** What it takes in memory, about; which row it is stored in goes by it. */
export const bucketBytes = ({ sessions, lists }: DimensionBucket): number =>
  lists.reduce((sum, { members, values }) => sum + 4 * members.length + 16 * values.length + 200, 200) +
  8 * sessions.length;
