import { fail, type Failure, type Result } from "../model/failure.ts";

/** A reply of another tab of this origin: the envelope is checked, the value is our own code's. */
export function parseReply<T>(reply: unknown): Result<T> {
  if (typeof reply === "object" && reply !== null && "ok" in reply) {
    if (reply.ok === true && "value" in reply) return { ok: true, value: reply.value as T };
    if (reply.ok === false && "failure" in reply && isFailure(reply.failure)) return fail(reply.failure);
  }
  return fail({
    kind: "version-mismatch",
    message: "Another tab runs another Lochan. Reload both.",
    ours: 1,
    theirs: 0,
  });
}

const isFailure = (value: unknown): value is Failure =>
  typeof value === "object" &&
  value !== null &&
  "kind" in value &&
  typeof value.kind === "string" &&
  "message" in value &&
  typeof value.message === "string";
