import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { randomHex } from "../model/hex.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { attempt } from "./attempt.ts";
import { readMadeOnce } from "./made-once.ts";

const KEY = "device";
const ID_BYTES = 10;
const NAME_LENGTH = 60;

/** This browser profile, as others of a shared folder know it. */
export interface Device {
  /** Random, 20 hex digits. */
  id: string;
  /** Its user's; empty until they named it. */
  name: string;
}

const schema = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{20}$/)),
  name: v.pipe(v.string(), v.maxLength(NAME_LENGTH)),
});

export const randomDeviceId = (): string => randomHex(ID_BYTES);

/** Made when it is first asked for; the same from then on. */
export const readDevice = (db: Database): Promise<Result<Device>> =>
  readMadeOnce(db, KEY, schema, () => ({ id: randomDeviceId(), name: "" }));

/** `invalid-input` for a name of more than 60 characters; an empty one takes it away. */
export async function nameDevice(db: Database, input: unknown): Promise<Result<Device>> {
  const name = typeof input === "string" ? input.toWellFormed().trim() : undefined;
  if (name === undefined || name.length > NAME_LENGTH)
    return fail({
      kind: "invalid-input",
      message: `A device's name has at most ${NAME_LENGTH} characters.`,
      path: "name",
    });
  const device = await readDevice(db);
  if (!device.ok) return device;
  const named: Device = { ...device.value, name };
  return attempt(async () => {
    await db.settings.put({ key: KEY, value: named });
    return success(named);
  });
}
