import type { DBCore } from "dexie";
import type { Database } from "../../src/database/database.ts";

/**
 * What a browser may do to a write: abort its transaction before or after it, find no space, or
 * lose the connection as Safari does.
 */
export const FAULTS = ["aborted before", "aborted after", "disk full", "connection lost"] as const;
export type Fault = (typeof FAULTS)[number];

export interface Faults {
  /** The `nth` write from now on, from 0, meets the fault; nothing else does until armed again. */
  arm(fault: Fault, nth: number): void;
  disarm(): void;
  /** Faults met so far. */
  readonly met: number;
}

/** Puts faults between a database that was not used yet and the browser. */
export function makeFaulty(db: Database): Faults {
  let armed: { fault: Fault; left: number } | undefined;
  let met = 0;
  const core = (down: DBCore): DBCore => ({
    ...down,
    table(name) {
      const table = down.table(name);
      return {
        ...table,
        async mutate(request) {
          if (armed === undefined || armed.left-- > 0) return table.mutate(request);
          const { fault } = armed;
          armed = undefined;
          met += 1;
          const transaction = request.trans as unknown as IDBTransaction;
          if (fault === "disk full") throw new DOMException("full", "QuotaExceededError");
          if (fault === "aborted before") transaction.abort();
          const result = await table.mutate(request);
          if (fault === "aborted after") transaction.abort();
          if (fault === "connection lost") {
            transaction.abort();
            const connection = db.backendDB();
            connection.onclose?.call(connection, new Event("close"));
          }
          return result;
        },
      };
    },
  });
  db.use({ stack: "dbcore", name: "faults", create: core });
  return {
    arm(fault, nth) {
      armed = { fault, left: nth };
    },
    disarm() {
      armed = undefined;
    },
    get met() {
      return met;
    },
  };
}
