import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { randomHex } from "../model/hex.ts";
import type { Result } from "../model/failure.ts";
import { readMadeOnce } from "./made-once.ts";

const KEY = "device-salt";
const BYTES = 16;
const saltSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

/**
 * This device's secret, made when it is first asked for, of hashes that must not be undone by who reads
 * them: of addresses in server logs. The same for every tab and from then on.
 */
export const readDeviceSalt = (db: Database): Promise<Result<string>> =>
  readMadeOnce(db, KEY, saltSchema, () => randomHex(BYTES));
