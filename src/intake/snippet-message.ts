import * as v from "valibot";
import type { SnippetBatch, SnippetHello } from "../model/snippet-protocol.ts";

export const SNIPPET_VERSION = 1;
/** Events in one message of the snippet. */
export const MESSAGE_EVENTS = 1_000;
/** Of their text, all together: a whole outbox fits, and reading it keeps a page busy for some ms only. */
export const MESSAGE_CHARACTERS = 1_000_000;

const helloOfAnyVersion = v.object({
  lochan: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  kind: v.literal("hello"),
});

const hello = v.object({
  lochan: v.literal(SNIPPET_VERSION),
  kind: v.literal("hello"),
  project: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  key: v.pipe(v.string(), v.maxLength(200)),
});

const batch = v.object({
  kind: v.literal("events"),
  sentAt: v.pipe(v.number(), v.finite()),
  events: v.array(v.tuple([v.string(), v.string()])),
});

/** The version a hello was written in, or undefined for what is no hello at all. */
export function helloVersion(input: unknown): number | undefined {
  const parsed = v.safeParse(helloOfAnyVersion, input);
  return parsed.success ? parsed.output.lochan : undefined;
}

export function parseHello(input: unknown): SnippetHello | undefined {
  const parsed = v.safeParse(hello, input);
  return parsed.success ? parsed.output : undefined;
}

export function parseSnippetBatch(input: unknown): SnippetBatch | undefined {
  const parsed = v.safeParse(batch, input);
  return parsed.success ? parsed.output : undefined;
}
