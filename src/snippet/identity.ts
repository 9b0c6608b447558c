import type { Box } from "./outbox.ts";
import { uuid } from "./uuid.ts";

/** As kept in the box, shared by the tabs of one origin. Times are epoch milliseconds. */
export interface Identity {
  /** Distinct id. */
  d: string;
  /** User id. */
  u?: string | undefined;
  /** Session id, its start, its last activity. */
  s?: string | undefined;
  b?: number;
  l?: number;
  /** Idle timeout of the project, as the bridge last said. */
  i?: number;
  /** Opted out. */
  o?: 1 | undefined;
  /** Events that limits cut and no `$dropped` event tells yet. */
  x?: number;
}

const CAP_MS = 864e5;
const IDLE_MS = 18e5;

/** Reads what the tabs share, afresh each time; damaged or missing state starts anew. */
export function readIdentity(box: Box, key: string): Identity {
  try {
    const kept = JSON.parse(box[key] ?? "") as Identity;
    if (kept.d) return kept;
  } catch {}
  return { d: uuid(Date.now()) };
}

/** Goes on with the session, or begins one. */
export function touchSession(me: Identity, now: number): Identity {
  const { s, b = 0, l = 0, i = IDLE_MS } = me;
  // Math.abs: a clock set back must not keep a session open until it catches up.
  return s && Math.abs(now - l) <= i && now - b < CAP_MS
    ? { ...me, l: now }
    : { ...me, l: now, s: uuid(now), b: now };
}
