import { isRecord } from "../../model/is-record.ts";
import { parseJson } from "../../intake/parse-json.ts";
import { EVENT_LIMITS } from "../../model/event.ts";
import { fail, type Result } from "../../model/failure.ts";
import { setOwn } from "../../model/set-own.ts";

export type Row = Record<string, unknown>;

export const refuse = (message: string, path?: string): Result<never> =>
  fail({ kind: "malformed-event", message, ...(path !== undefined && { path }) });

/** What every shape says of a row that is a list, a text or a number. */
export const notAnObject = (): Result<never> => refuse("A row must be an object.");

/** What it says where properties are neither an object nor JSON of one. */
export const noProperties = (): Result<never> => refuse("properties is no JSON object.", "properties");

/** Ids and names as text, numbers among them; undefined for nothing, blank text and what is neither. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value)))
    return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** What an event is called, cut as the snippet cuts it: products allow more. */
export const nameOf = (value: unknown): string | undefined =>
  textOf(value)?.slice(0, EVENT_LIMITS.nameLength);

const NUMBER = /^[+-]?\d{1,30}(?:\.\d{1,30})?$/;

/** A number, or one as text, as CSV and XML have them. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string") return NUMBER.test(value.trim()) ? Number(value) : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** An object, or one as JSON text, as CSV and Parquet have them. */
export function recordOf(value: unknown): Row | undefined {
  const parsed = typeof value === "string" ? parseJson(value) : value;
  return isRecord(parsed) ? parsed : undefined;
}

/** The members of a list, or of one as JSON text; those of an XML element named `row`, one or several. */
export function listOf(value: unknown): readonly unknown[] {
  const parsed = typeof value === "string" ? parseJson(value) : value;
  if (Array.isArray(parsed)) return parsed;
  if (!isRecord(parsed) || parsed["row"] === undefined) return [];
  return Array.isArray(parsed["row"]) ? parsed["row"] : [parsed["row"]];
}

/** A time in another unit, a number or one as text, as epoch milliseconds; what is none is left as it is. */
export function epochMs(value: unknown, unitMs: number): unknown {
  const number = numberOf(value);
  return number === undefined ? value : number * unitMs;
}

/** Without what says nothing: null, blank text, empty objects and lists. Does not look into objects. */
export const filled = (properties: Row): Row => addFilled({}, properties);

/** Adds what says something to `target`, in place of what is there by the same name, and returns it. */
export function addFilled(target: Row, properties: Row): Row {
  for (const key of Object.keys(properties))
    if (!isNothing(properties[key])) setOwn(target, key, properties[key]);
  return target;
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (typeof value !== "object") return false;
  return Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0;
}

/** Without those `dropped`; those of the product's own (`isAdded`) last, so that they go first where there is no room. */
export function ownProperties(
  properties: Row,
  dropped: ReadonlySet<string>,
  isAdded: (key: string) => boolean,
): Row {
  const own: Row = {};
  const added: string[] = [];
  for (const key of Object.keys(properties)) {
    if (dropped.has(key)) continue;
    if (isAdded(key)) added.push(key);
    else setOwn(own, key, properties[key]);
  }
  for (const key of added) setOwn(own, key, properties[key]);
  return own;
}

const UTC_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(?: ?UTC)?$/;

/**
 * `2025-02-05 22:57:31.078000`, known to be in UTC, as ISO 8601, and a Date as epoch milliseconds; what is
 * otherwise is left as it is.
 */
export function utcTime(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (typeof value !== "string") return value;
  const match = UTC_TIME.exec(value.trim());
  return match === null ? value : `${match[1]}T${match[2]}${match[3] ?? ""}Z`;
}

/** Of a link, as the snippet names them. */
export const CAMPAIGN = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"] as const;

/**
 * What the snippet says of a page: its `url`, `path` and campaign, and the host that led to it where that is
 * another. Nothing of what is no address.
 */
export function pageOf(address: string | undefined, referrer?: string): Record<string, string> {
  if (address === undefined || !URL.canParse(address)) return {};
  const url = new URL(address);
  const page: Record<string, string> = { url: address, path: url.pathname };
  for (const key of CAMPAIGN) {
    const value = url.searchParams.get(key);
    if (value !== null && value !== "") page[key] = value;
  }
  if (referrer === undefined || !URL.canParse(referrer)) return page;
  const { host } = new URL(referrer);
  return host === "" || host === url.host ? page : { ...page, referrer, referrer_host: host };
}

/** Whether something is said to be so, by CSV too. */
export const flagOf = (value: unknown): boolean =>
  value === true || (typeof value === "string" && value.toLowerCase() === "true");

/** `1280x720`, as the snippet has it. */
export function sizeOf(width: unknown, height: unknown): string | undefined {
  const [wide, high] = [numberOf(width), numberOf(height)];
  return wide === undefined || high === undefined ? undefined : `${wide}x${high}`;
}

const SAME_CLASS: ReadonlyMap<string, string> = new Map([
  ["laptop", "desktop"],
  ["smartphone", "mobile"],
  ["phablet", "mobile"],
  ["feature phone", "mobile"],
]);

/** A device's class as the snippet has it, where there is such a one. */
export function deviceOf(value: unknown): string | undefined {
  const device = textOf(value)?.toLowerCase();
  return device === undefined ? undefined : (SAME_CLASS.get(device) ?? device);
}
