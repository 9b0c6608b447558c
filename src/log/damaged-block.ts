/** The bytes of a block are not what was written. */
export class DamagedBlockError extends Error {
  override readonly name = "DamagedBlockError";
  /** Its sequence, once known. */
  key = "";
}
