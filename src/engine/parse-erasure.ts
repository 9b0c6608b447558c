import * as v from "valibot";
import { isSome, type Span } from "../model/span.ts";
import { fail, success, type Result } from "../model/failure.ts";

export type Erasure = { userId: string } | Span | { all: true };

const time = v.pipe(v.number(), v.integer());

const erasure = v.union([
  v.strictObject({
    userId: v.pipe(
      v.string(),
      v.minLength(1),
      v.transform((id) => id.toWellFormed()),
    ),
  }),
  v.pipe(v.strictObject({ from: v.exactOptional(time), before: time }), v.check(isSome)),
  v.strictObject({ all: v.literal(true) }),
]);

export function parseErasure(input: unknown): Result<Erasure> {
  const parsed = v.safeParse(erasure, input);
  if (parsed.success) return success(parsed.output);
  return fail({
    kind: "invalid-input",
    message:
      "Say what to erase: { userId }, { before } or { from, before } in epoch milliseconds, or { all: true }.",
  });
}
