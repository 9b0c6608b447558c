import { type ColumnTable, desc, op, table } from "arquero";
import { numberOf, TEXTS, textOf } from "./columns.ts";
import { DAY_MS, type Peer, type PeerAnswer, TOP } from "./peer.ts";

/** JavaScript arrays in memory, a column each. */
export function makeArquero(): Peer {
  const times: number[] = [];
  const numbers = { duration_ms: [] as number[], amount: [] as number[] };
  const texts = new Map(TEXTS.map((column) => [column, [] as (string | null)[]]));
  const known = new Map<string, string>();
  let events: ColumnTable;

  /** One string for equal ones: millions of copies of a path are what fills a heap. */
  const once = (value: string | null): string | null => {
    if (value === null) return null;
    const found = known.get(value);
    if (found === undefined) known.set(value, value);
    return found ?? value;
  };

  return {
    store: "JavaScript arrays in memory; ids left out",
    open: () => Promise.resolve(),
    load(chunk) {
      for (const event of chunk) {
        times.push(event.timestamp);
        numbers.duration_ms.push(numberOf(event, "duration_ms"));
        numbers.amount.push(numberOf(event, "amount"));
      }
      for (const [column, values] of texts)
        for (const event of chunk)
          values.push(column === "session_id" ? event.sessionId! : once(textOf(event, column)));
      return Promise.resolve();
    },
    finish() {
      known.clear();
      events = table({
        ts: Float64Array.from(times),
        day: Float64Array.from(times, (at) => Math.floor(at / DAY_MS) * DAY_MS),
        ...Object.fromEntries(texts),
        ...numbers,
      });
      return Promise.resolve();
    },
    ask({ measure, from, to, filter, by }): Promise<PeerAnswer> {
      // Text is compiled; a closure would be called with an object a row.
      const among = filter?.values
        .map((value) => `d.${filter.field} === ${JSON.stringify(value)}`)
        .join(" || ");
      const found = events.filter(
        `d => d.ts >= ${from} && d.ts < ${to}${among === undefined ? "" : ` && (${among})`}`,
      );
      const value =
        measure === "events" ? op.count() : op.distinct(measure === "users" ? "actor" : "session_id");
      if (by === undefined) return Promise.resolve(Number(found.rollup({ value }).get("value", 0)));
      const grouped = found.groupby(by).rollup({ value });
      const ordered =
        by === "day" ? grouped.orderby("day") : grouped.orderby(desc("value"), by).slice(0, TOP);
      const rows = ordered.objects() as { value: number; [key: string]: string | number }[];
      return Promise.resolve(rows.map((row) => [row[by]!, row.value]));
    },
  };
}
