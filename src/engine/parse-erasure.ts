import * as v from "valibot";
import { fail, success, type Result } from "../model/failure.ts";

export type Erasure = { userId: string } | { before: number } | { all: true };

const erasure = v.union([
  v.strictObject({
    userId: v.pipe(
      v.string(),
      v.minLength(1),
      v.transform((id) => id.toWellFormed()),
    ),
  }),
  v.strictObject({ before: v.pipe(v.number(), v.integer()) }),
  v.strictObject({ all: v.literal(true) }),
]);

export function parseErasure(input: unknown): Result<Erasure> {
  const parsed = v.safeParse(erasure, input);
  if (parsed.success) return success(parsed.output);
  return fail({
    kind: "invalid-input",
    message: "Say what to erase: { userId }, { before } in epoch milliseconds, or { all: true }.",
  });
}
