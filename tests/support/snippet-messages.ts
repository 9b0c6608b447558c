import type { Database } from "../../src/database/database.ts";
import { unpackArrival } from "../../src/log/arrival-events.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import type { Project } from "../../src/model/project.ts";
import { makeProject } from "./rolled-project.ts";

/** A site, when it sends, the project it sends to, and how it says hello. */
export const SHOP = "https://shop.example";
export const NOW = Date.UTC(2026, 10, 24, 12);
export const project: Project = makeProject({
  writeKey: "k",
  allowedOrigins: [SHOP, "https://*.example.org"],
  sessionIdleMs: 600_000,
});
export const hello = { lochan: 1, kind: "hello", project: project.id, key: project.writeKey };

/** An event as the snippet sends it. */
export const wire = (id: string, patch: object = {}): [string, string] => [
  id,
  JSON.stringify({ id, type: "track", name: "buy", distinctId: "d", timestamp: NOW - 5_000, ...patch }),
];
export const batch = (events: [string, string][], sentAt = NOW): object => ({
  kind: "events",
  sentAt,
  events,
});

export const storedIn = async (db: Database): Promise<LochanEvent[]> =>
  (await db.arrivals.toArray()).flatMap((row) => unpackArrival(row).events);

export const refusalsIn = async (db: Database): Promise<string[]> =>
  (await db.refusals.toArray()).map(({ origin, reason, count }) => `${origin} ${reason} ${count}`);
