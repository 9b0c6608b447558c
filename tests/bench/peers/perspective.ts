import perspective, { type Table } from "@perspective-dev/client";
import clientUrl from "@perspective-dev/client/dist/wasm/perspective-js.wasm?url";
import serverUrl from "@perspective-dev/server/dist/wasm/perspective-server.wasm?url";
import { toArrow } from "./columns.ts";
import { DAY_MS, type Peer, type PeerAnswer, TOP } from "./peer.ts";

const COLUMN = { events: "name", users: "actor", sessions: "session_id" } as const;

/** Its own engine in its own worker, spoken to from the page as its documentation has it. */
export function makePerspective(): Peer {
  let client: Awaited<ReturnType<typeof perspective.worker>>;
  let events: Table | undefined;

  return {
    store: "in memory, from Arrow; ids left out",
    async open() {
      perspective.init_client(fetch(clientUrl));
      perspective.init_server(fetch(serverUrl));
      client = await perspective.worker();
    },
    async load(chunk) {
      const bytes = toArrow(chunk, "dictionary").slice().buffer;
      if (events) await events.update(bytes);
      else events = await client.table(bytes);
    },
    async finish() {
      await events?.size();
    },
    async ask({ measure, from, to, filter, by }): Promise<PeerAnswer> {
      const column = COLUMN[measure];
      const view = await events!.view({
        columns: [column],
        group_by: by === undefined ? [] : [by],
        group_rollup_mode: by === undefined ? "total" : "flat",
        aggregates: { [column]: measure === "events" ? "count" : "distinct count" },
        filter: [
          ["ts", ">=", from],
          ["ts", "<", to],
          ...(filter ? [[filter.field, "in", filter.values] as [string, string, string[]]] : []),
        ],
        ...(by === "day" && { expressions: { day: `bucket("ts", 'D')` } }),
        ...(by !== undefined && by !== "day" && { sort: [[column, "desc"]] }),
      });
      try {
        const rows = (await view.to_json(
          by === undefined || by === "day" ? {} : { end_row: 3 * TOP },
        )) as Record<string, unknown>[];
        if (by === undefined) return Number(rows[0]?.[column] ?? 0);
        const pairs = rows.map((row): [string | number, number] => {
          const [key] = row["__ROW_PATH__"] as [string | number];
          return [by === "day" ? Math.floor(Number(key) / DAY_MS) * DAY_MS : key, Number(row[column])];
        });
        return by === "day" ? pairs : pairs.slice(0, TOP);
      } finally {
        await view.delete();
      }
    },
  };
}
