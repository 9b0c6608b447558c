import * as v from "valibot";
import { fail, type Result, success } from "../model/failure.ts";

type Schema<T> = v.BaseSchema<unknown, T, v.BaseIssue<unknown>>;

/** What a person or a script gave; `invalid-input` names the first thing wrong with it. */
export function parseInput<T>(schema: Schema<T>, input: unknown): Result<T> {
  const parsed = v.safeParse(schema, input, { abortEarly: true });
  if (parsed.success) return success(parsed.output);
  const { message, path } = firstIssue(parsed.issues);
  return fail({ kind: "invalid-input", message, ...(path === undefined ? {} : { path }) });
}

/** What was read back from a table; one that no longer has its shape is a `damaged-record`. */
export function parseStored<T>(schema: Schema<T>, stored: unknown, table: string, key: string): Result<T> {
  const parsed = v.safeParse(schema, stored, { abortEarly: true });
  if (parsed.success) return success(parsed.output);
  const { message } = firstIssue(parsed.issues);
  return fail({
    kind: "damaged-record",
    message: `A stored record is damaged (${table} ${key}): ${message} It was left as it is.`,
    table,
    key,
  });
}

function firstIssue(issues: readonly v.BaseIssue<unknown>[]): { message: string; path?: string } {
  const [issue] = issues;
  if (issue === undefined) return { message: "It does not have the expected shape." };
  const path = v.getDotPath(issue) ?? undefined;
  const words = /^Invalid (type|key|length|value)/.test(issue.message)
    ? `${path ?? "The input"}: expected ${issue.expected ?? "something else"}, got ${issue.received}.`
    : issue.message;
  return { message: words, ...(path === undefined ? {} : { path }) };
}
