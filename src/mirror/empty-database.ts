/** A database of DuckDB without tables, deflated: storage version 64, its first three blocks of 4 KiB. */
const EMPTY =
  "7dexCcJQFAXQL1i4SMDqYzBCrBS0E+ycwKAbWJtWSJVFBFdwguwTtAgiBATLFOc0l8d9C9xzW0/LKj62h81uHf5zSWMW57/7Ii2OeX5aLmYBAAAAGIDnNbnf9qvmc796vp/jLiZdjIL9DwAAAPa//Q8AAABD8QY=";

export const EMPTY_DATABASE_BYTES = 3 * 4096;

/** What DuckDB needs to find in a file: it takes an empty one for damaged. */
export async function emptyDatabase(): Promise<Uint8Array<ArrayBuffer>> {
  const packed = Uint8Array.from(atob(EMPTY), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
