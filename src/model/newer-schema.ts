import { fail, type Result } from "./failure.ts";
import { isRecord } from "./is-record.ts";

/** `newer-schema` with these words, where what was stored or written says a version above the one that is known. */
export function refuseNewer(input: unknown, known: number, message: string): Result<never> | undefined {
  const found = isRecord(input) ? input["version"] : undefined;
  return typeof found === "number" && found > known
    ? fail({ kind: "newer-schema", message, found, known })
    : undefined;
}
