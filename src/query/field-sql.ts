import type { Loaded } from "../mirror/loader.ts";
import { isOwnField, isSessionField, type OwnField, type SessionField } from "../model/own-fields.ts";

/** Where the values of a property or field are, over a `facts` row named `f`, of sessions joined by {@link sessionFactsJoin}. */
export interface FieldSql {
  /** Ordinal, and the dictionary (of `m.main`, or with its own place) with its column of text. */
  text?: { ordinal: string; table: string; column: string };
  number?: string;
  /** Has `tag` and `num` beside the text. */
  isProperty: boolean;
}

const person = (ordinal: string) => ({ ordinal, table: "people", column: '"text"' });

const OWN: Record<OwnField, NonNullable<FieldSql["text"]>> = {
  $name: { ordinal: "f.name", table: "names", column: "name" },
  $type: { ordinal: "f.name", table: "names", column: "type" },
  $distinctId: person("f.distinct_"),
  $userId: person("f.user_"),
  $sessionId: { ordinal: "f.session_", table: "sessions", column: '"text"' },
  $source: { ordinal: "f.source", table: "vals", column: '"text"' },
};

const OF_SESSION: Record<SessionField, { column: string; table: string }> = {
  $entryPage: { column: "entry", table: "vals" },
  $exitPage: { column: '"exit"', table: "vals" },
  $sessionSource: { column: "origin", table: "words" },
  $channel: { column: "channel", table: "words" },
  $utmSource: { column: "utm_source", table: "vals" },
  $utmMedium: { column: "utm_medium", table: "vals" },
  $utmCampaign: { column: "utm_campaign", table: "vals" },
  $utmTerm: { column: "utm_term", table: "vals" },
  $utmContent: { column: "utm_content", table: "vals" },
  $country: { column: "country", table: "words" },
};

/** What a session is, as the columns of `visits` are named: as none of an event's own is. */
export const SESSION_COLUMNS = Object.values(OF_SESSION).map(({ column }) => column);

/** Joins each `facts` row `f` with what its session is, `sv`. */
export function sessionFactsJoin({ cutSessions, givenSessions }: Loaded): string {
  const cut = cutSessions
    ? "ASOF LEFT JOIN joins.main.cut_sessions AS sc ON f.distinct_ = sc.distinct_ AND f.ts >= sc.start_ms "
    : "";
  const session = !cutSessions
    ? "f.session_"
    : givenSessions
      ? "coalesce(f.session_::BIGINT, sc.session)"
      : "sc.session";
  return `${cut}LEFT JOIN m.main.visits AS sv ON sv.session = ${session}`;
}

/** A dictionary as a statement names it. */
export const tableOf = (table: string): string => (table.includes(".") ? table : `m.main.${table}`);

export function fieldSql(property: string, loaded: Loaded): FieldSql {
  if (isOwnField(property)) return { text: OWN[property], isProperty: false };
  if (isSessionField(property)) {
    const { column, table } = OF_SESSION[property];
    return { text: { ordinal: column, table, column: '"text"' }, isProperty: false };
  }
  const found = loaded.layout.find(property);
  return {
    ...(found?.text !== undefined && { text: { ordinal: found.text, table: "vals", column: '"text"' } }),
    ...(found?.number !== undefined && { number: found.number }),
    isProperty: true,
  };
}
