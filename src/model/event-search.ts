import type { LochanEvent } from "./event.ts";
import type { EventTerm, FilterTerm } from "./question.ts";
import type { RowSet } from "./row-set.ts";

/**
 * Events of `[from, to)` that are of `among`, where it is there, keep to every filter and, where `text` is not empty, hold it: in their name, user id, distinct
 * id or the text form of a property's value, upper and lower case being the same, or as their whole id. Hidden names are
 * among them. The order is newest first, of one instant the greater id first.
 */
export interface EventSearch {
  /** Epoch milliseconds. */
  from: number;
  to: number;
  filters: readonly EventTerm[];
  text: string;
  among?: RowSet | undefined;
}

/** As a page asks, whose filters may be any. */
export interface AskedSearch extends Pick<EventSearch, "from" | "to" | "text"> {
  filters: readonly FilterTerm[];
  /** Whose events count for what somebody did, and for when they were first seen; the search itself finds all. */
  traffic: "all" | "real";
  /** As of a question. */
  judgedOver?: { from: number; to: number } | undefined;
}

/** Longer texts are in no event's value. */
export const SEARCH_LENGTH = 1_000;
/** Of one page. */
export const PAGE_EVENTS = 500;

/** A state of the log: pages of one are of the same events, whatever comes meanwhile. */
export interface SearchPosition {
  generation: number;
  sequence: number;
  /** How often other contents with other times had come to stand. */
  moved: number;
}

/** Where a page ends: what follows comes after it. Without an id, what is of that time follows too. */
export interface EventPlace {
  timestamp: number;
  id?: string;
}

export interface SearchReceipt extends SearchPosition {
  /** Milliseconds inside the worker. */
  ms: number;
  /** Events looked at. */
  scanned: number;
  /** In blocks that cannot be read. */
  lost: number;
}

export interface EventPage {
  events: LochanEvent[];
  /** Absent where nothing follows. There may be fewer events than asked for before it, none even: it took too long. */
  end?: EventPlace;
  receipt: SearchReceipt;
}

/** How many events of each stretch of time a search finds: the first begins at `start`, each takes `width` ms. */
export interface TimeSteps {
  start: number;
  width: number;
  counts: Uint32Array;
}

export interface EventCount {
  total: number;
  /** Absent where there is nothing. */
  steps?: TimeSteps;
  receipt: SearchReceipt;
}

export const foldCase = (text: string): string => text.toLowerCase();

/** The text of a number can be a part of no other text than this. */
const OF_NUMBERS = /^[-+.\de]+$/;

/** Whether a text or a number holds a text that was folded by {@link foldCase}. */
export interface TextTest {
  readonly text: string;
  isIn(text: string): boolean;
  /** Undefined where no number can hold it. */
  isInNumber: ((value: number) => boolean) | undefined;
}

export function makeTextTest(wanted: string): TextTest {
  const text = foldCase(wanted);
  return {
    text,
    isIn: (found) => foldCase(found).includes(text),
    isInNumber: OF_NUMBERS.test(text) ? (value) => String(value).includes(text) : undefined,
  };
}
