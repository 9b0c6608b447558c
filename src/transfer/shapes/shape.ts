import type { ParseOptions } from "../../intake/parse-event.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { Result } from "../../model/failure.ts";
import type { TableReader } from "../table-reader.ts";
import type { Container } from "../readers/recognise-container.ts";

/**
 * What rows of one file mean. It may remember rows, which come in their order. Whatever it makes of a
 * row went through `parseEvent`, so that the same limits hold for every source.
 */
export interface Shape {
  /**
   * The event of a row, or its events, or why there is none (`malformed-event`). An id is the product's own
   * as `nameProductId` names it; where there is none, `options.makeId` names the row by its content.
   */
  place(row: unknown, options: ParseOptions): Result<LochanEvent> | readonly Result<LochanEvent>[];
  /** Reads tables with these columns as columns, to the same events; absent where they are read row by row. */
  readTables?(names: readonly string[], options: Omit<ParseOptions, "makeId">): TableReader | undefined;
}

/** What rows do not say themselves. */
export interface ShapeOptions {
  /** How the rows stand in the file: some are written otherwise in tables. */
  container: Container;
  /** This device's, see `readDeviceSalt`: for ids made of what must not be kept, or found out from them. */
  salt: string;
  /** How far the product's clock is ahead of UTC, where its times are by a zone of its own. Default 0. */
  timeZoneOffsetMinutes?: number;
  /** Of this browser, names by id: a collector's lines for them are refused. */
  otherProjects?: ReadonlyMap<string, string>;
}

/** One product's way to write events. */
export interface ShapeKind {
  /** With its article, as in "This looks like an Amplitude export". */
  words: string;
  /** By the fields its rows always have, never by names of files. `rows`: the first of a file, at least one. */
  recognise(rows: readonly unknown[]): boolean;
  make(options: ShapeOptions): Shape;
}
