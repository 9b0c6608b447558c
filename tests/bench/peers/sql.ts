import { DAY_MS, type PeerQuestion, REST, TOP, TOTAL } from "./peer.ts";

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const COLUMN = { events: "*", users: "actor", sessions: "session_id" } as const;

/** Events with where their session began: of what is of one instant anything, as somebody would write it, or the least. */
const entered = (isSettled: boolean): string => `events join (
  select session_id as of_session, arg_min(path, ${isSettled ? "(ts, path)" : "ts"}) as entry
  from events where name = 'page_view' group by 1
) on of_session = session_id`;

export interface Dialect {
  /** A bound of time as the column holds it. */
  bound(milliseconds: number): string;
  /** Start of the UTC day of an event, epoch milliseconds. */
  day: string;
  /** Counting a subquery of distinct values instead of `count(distinct)`. */
  distinctBySubquery?: boolean;
}

/** The question as somebody would write it for one table of events, with rows `(value)` or `(key, value)`. */
export function sqlOf(question: PeerQuestion, { bound, day, distinctBySubquery }: Dialect): string {
  const { measure, from, to, filter, did, by } = question;
  const within = `ts >= ${bound(from)} and ts < ${bound(to)}`;
  const where = [
    within,
    ...(filter ? [`${filter.field} in (${filter.values.map(text).join(", ")})`] : []),
    ...(did
      ? [
          `actor in (select actor from events where ${within} and name = ${text(did.name)} group by actor having count(*) >= ${did.least})`,
        ]
      : []),
  ].join(" and ");
  const key = by === undefined ? "" : by === "day" ? day : by;
  const order = by === "day" ? "order by 1" : `order by 2 desc, 1 limit ${TOP}`;
  const column = COLUMN[measure];
  const events = by === "entry" ? entered(question.isSettled === true) : "events";
  if (question.whole) {
    const value = measure === "events" ? "count(*)" : `count(distinct ${column})`;
    return `
      with found as (select ${key} as key${measure === "events" ? "" : `, ${column}`} from ${events} where ${where}),
      top as (select key, ${value} as value, 1 as place from found group by 1 order by 2 desc, 1 limit ${TOP})
      select key, value from (
        select * from top
        union all select ${text(TOTAL)}, ${value}, 2 from found
        union all select ${text(REST)}, ${value}, 3 from found where key not in (select key from top)
      ) order by place, value desc, key`;
  }
  if (measure === "events")
    return by === undefined
      ? `select count(*) from events where ${where}`
      : `select ${key}, count(*) from ${events} where ${where} group by 1 ${order}`;
  if (!distinctBySubquery)
    return by === undefined
      ? `select count(distinct ${column}) from events where ${where}`
      : `select ${key}, count(distinct ${column}) from ${events} where ${where} group by 1 ${order}`;
  return by === undefined
    ? `select count(*) from (select distinct ${column} from ${events} where ${where}) found`
    : `select key, count(*) from (select distinct ${key} as key, ${column} from ${events} where ${where}) found group by 1 ${order}`;
}

export const daySql = (milliseconds: string): string => `${milliseconds} / ${DAY_MS} * ${DAY_MS}`;
