import fc from "fast-check";
import { expect, test } from "vitest";
import { readBatches } from "../../../src/log/reader.ts";
import { runUserSql } from "../../../src/mirror/user-sql.ts";
import type { JsonValue, LochanEvent } from "../../../src/model/event.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import { arbitraryEvents } from "../../support/arbitrary-questions.ts";
import { need, openMirroredProject } from "../../support/mirrored-project.ts";

const LIMIT_MS = 300_000;
const around = Date.UTC(2026, 5, 10, 12);

const textForm = (value: JsonValue | undefined): string | null => {
  if (value === undefined || value === null) return null;
  if (typeof value === "object" && !Array.isArray(value))
    return JSON.stringify(Object.fromEntries(Object.entries(value).sort()));
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** Own columns and the properties whose columns have their own names. */
const shown = (event: LochanEvent) => [
  event.timestamp,
  event.type,
  event.name,
  event.distinctId,
  event.userId ?? null,
  event.sessionId ?? null,
  event.source,
  ...["path", "number", "flag", "mixed", 'qu"ote'].map((key) => textForm(event.properties[key])),
];

const SHOWN_SQL = `SELECT timestamp, type, name, distinct_id, user_id, CASE WHEN session_id LIKE 'cut:%' THEN NULL ELSE session_id END,
  source, path, number, flag, mixed, "qu""ote" FROM events ORDER BY row`;

/** One event with every property, so that every column is there. */
const first = (events: readonly LochanEvent[]): LochanEvent[] =>
  events.map((event, index) =>
    index === 0
      ? { ...event, properties: { path: "/", number: 1, flag: true, mixed: "x", 'qu"ote': "x" } }
      : event,
  );

test(
  "I4: the mirror holds exactly the events of the log up to its checkpoint, in whatever pieces they came",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryEvents(around).map(first),
        fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 4 }),
        async (events, pieces) => {
          const one = await openMirroredProject({ events: events.slice(0, 1) });
          try {
            let from = 1;
            for (const piece of [...pieces, events.length]) {
              await one.append(events.slice(from, from + piece));
              from += piece;
              const after = toSequence(one.mirror.checkpoint().sequence);
              const batches = await readBatches(one.db, one.project.id, after, { maxEvents: 1_000 });
              need(await one.mirror.load(batches));
              const { rows, sequence } = need(await runUserSql(one.mirror, SHOWN_SQL));
              expect(sequence).toBe(batches.at(-1)?.sequence ?? after);
              const asText = rows.map((row) => row.map((cell, index) => (index < 7 ? cell : textForm(cell))));
              expect(asText).toEqual(events.slice(0, from).map(shown));
            }
          } finally {
            await one.close();
          }
        },
      ),
      { numRuns: 4, endOnFailure: true },
    );
  },
  LIMIT_MS,
);
