import type { RowDigest } from "./row-digest.ts";

/** One row of a file: what it holds, or why it cannot be read. */
export type FileRow =
  | {
      value: unknown;
      /** As it stands in the file, or the same for the same content: names rows that came without an id. */
      text: string;
      /** Of a row of a table: names it in place of its text. */
      digest?: RowDigest;
    }
  | { fault: string; text?: string };

/** A column of a table, by the rows of a group. */
export interface TableColumn {
  values: ArrayLike<unknown>;
  /** Where the value of each row stands among them, at their end that of none; absent: as the rows follow each other. */
  places?: Uint32Array;
  /** The first row's. */
  from: number;
}

export interface Table {
  /** One of each column, none twice. */
  names: readonly string[];
  columns: readonly TableColumn[];
}

/** Rows that follow each other in a file. They are parsed one by one, when they are asked for. */
export interface RowGroup {
  readonly count: number;
  /** Undefined where nothing stands, as on a blank line. */
  rowAt(index: number): FileRow | undefined;
  /** Where it stands in the file, from 1: its line in a text file, else which row it is. */
  numberAt(index: number): number;
  /** The same rows as columns, where they stand so. */
  readonly table?: Table;
}
