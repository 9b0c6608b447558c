import type { ProjectId } from "./identifier.ts";
import type { TimeSpan } from "./time-span.ts";
import type { WeekStart } from "./week-start.ts";
import type { TrafficRules } from "./traffic.ts";

export const DEFAULT_IDLE_MS = 30 * 60_000;
/** No session is longer than this, whatever the activity. */
export const SESSION_CAP_MS = 24 * 3_600_000;

/** Taken until `endsAt`, epoch milliseconds; kept after that, so that a refusal can say when it ended. */
export interface RetiredKey {
  key: string;
  endsAt: number;
}

export interface Project {
  id: ProjectId;
  name: string;
  /** IANA name. Dates, hours and "today" are read in it. */
  timeZone: string;
  /** Absent: Monday. */
  weekStart?: WeekStart;
  /** What a snippet must present. Not a secret: it names a project, the origin list guards it. */
  writeKey: string;
  /** Keys before it, newest last; absent for none. */
  retiredKeys?: RetiredKey[];
  /** Exact origins, or `https://*.example.com`. */
  allowedOrigins: string[];
  /** A gap longer than this ends a session that came without an id. */
  sessionIdleMs: number;
  /** Properties whose top values come from rollups, beside those that always do; ascending. */
  trackedProperties?: string[];
  /** Which events answers leave out; absent leaves out bots. */
  traffic?: TrafficRules;
  /** Days to keep events; absent keeps them. */
  retentionDays?: number;
  /** Times whose events were erased, ascending and apart: from then none is taken in. */
  erasedSpans?: TimeSpan[];
  createdAt: number;
  updatedAt: number;
}
