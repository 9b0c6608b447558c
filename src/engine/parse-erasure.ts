import * as v from "valibot";
import { spanSchema } from "../catalog/project-schema.ts";
import type { Erasure } from "../model/erasure.ts";
import { fail, success, type Result } from "../model/failure.ts";

const erasure = v.union([
  v.strictObject({
    userId: v.pipe(
      v.string(),
      v.minLength(1),
      v.transform((id) => id.toWellFormed()),
    ),
  }),
  spanSchema,
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
