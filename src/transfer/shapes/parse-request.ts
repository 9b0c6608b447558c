import { isRecord } from "../../model/is-record.ts";
import { epochMs, numberOf, textOf, type Row } from "./row-fields.ts";

/** What a web server wrote of one request. Absent: not told, or `-`. */
export interface LoggedRequest {
  address: string;
  user?: string | undefined;
  /** For `parseTimestamp`. */
  time: unknown;
  method?: string | undefined;
  /** As in the request: a path and query, or a whole address. */
  target?: string | undefined;
  host?: string | undefined;
  status?: number | undefined;
  bytes?: number | undefined;
  durationMs?: number | undefined;
  referrer?: string | undefined;
  agent?: string | undefined;
  /** Of the answer. */
  contentType?: string | undefined;
}

// A host may stand first: Apache's vhost_combined. What follows the agent is of the server's own.
const LINE =
  /^(?:([\w.-]+(?::\d+)?) (?=\S+ - ))?(\S+) (\S+) (""|[^\s"[][^"[]{0,200}?) \[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?(?: |$)/;
const CLF_TIME = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * A line of the Common or the Combined Log Format, or a JSON line of Caddy or nginx; undefined for what is
 * neither. nginx has no JSON format of its own: rows are known by the names of its variables.
 * Sources: httpd.apache.org/docs/current/logs.html, caddyserver.com/docs/logging, nginx.org/en/docs/varindex.html.
 */
export function parseRequest(row: unknown): LoggedRequest | undefined {
  if (typeof row === "string") return parseLine(row);
  if (!isRecord(row)) return undefined;
  return isRecord(row["request"]) ? parseCaddy(row, row["request"]) : parseNginx(row);
}

function parseLine(line: string): LoggedRequest | undefined {
  const match = LINE.exec(line.trim());
  if (match === null) return undefined;
  const [
    ,
    host,
    address = "",
    ,
    user,
    day,
    month,
    year,
    clock,
    zone,
    request,
    status,
    bytes,
    referrer,
    agent,
  ] = match;
  return {
    address,
    user: user === '""' ? undefined : told(user),
    time: clfTime(day, month, year, clock, zone),
    ...requestLine(told(request)),
    host: withoutPort(host),
    status: numberOf(status),
    bytes: numberOf(bytes),
    referrer: told(referrer),
    agent: told(agent),
  };
}

function parseCaddy(row: Row, request: Row): LoggedRequest | undefined {
  const address =
    textOf(request["client_ip"]) ?? textOf(request["remote_ip"]) ?? textOf(request["remote_addr"]);
  if (address === undefined || textOf(request["uri"]) === undefined) return undefined;
  const seconds = numberOf(row["duration"]);
  return {
    address: address.replace(/:\d+$/, ""),
    user: told(row["user_id"]),
    time: epochMs(row["ts"], 1_000),
    method: textOf(request["method"]),
    target: textOf(request["uri"]),
    host: withoutPort(textOf(request["host"])),
    status: numberOf(row["status"]),
    bytes: numberOf(row["size"]),
    durationMs: seconds === undefined ? undefined : seconds * 1_000,
    referrer: header(request["headers"], "referer"),
    agent: header(request["headers"], "user-agent"),
    contentType: header(row["resp_headers"], "content-type"),
  };
}

function parseNginx(row: Row): LoggedRequest | undefined {
  const address = told(row["http_x_real_ip"]) ?? told(row["remote_addr"]);
  const line = requestLine(told(row["request"]));
  const target = told(row["request_uri"]) ?? told(row["uri"]) ?? line.target;
  const time = timeOf(row);
  if (address === undefined || target === undefined || time === undefined) return undefined;
  const seconds = numberOf(row["request_time"]);
  return {
    address,
    user: told(row["remote_user"]),
    time,
    method: told(row["request_method"]) ?? line.method,
    target,
    host: withoutPort(told(row["host"]) ?? told(row["http_host"]) ?? told(row["server_name"])),
    status: numberOf(row["status"]),
    bytes: numberOf(row["body_bytes_sent"]) ?? numberOf(row["bytes_sent"]),
    durationMs: seconds === undefined ? undefined : seconds * 1_000,
    referrer: told(row["http_referer"]) ?? told(row["http_referrer"]),
    agent: told(row["http_user_agent"]),
    contentType: told(row["sent_http_content_type"]),
  };
}

function timeOf(row: Row): unknown {
  const local = CLF_TIME.exec(textOf(row["time_local"]) ?? "");
  if (local !== null) return clfTime(local[1], local[2], local[3], local[4], local[5]);
  const seconds = numberOf(row["msec"]);
  if (seconds !== undefined) return seconds * 1_000;
  return row["time_iso8601"] ?? row["@timestamp"] ?? row["timestamp"] ?? row["time"] ?? undefined;
}

/** `10/Oct/2000:13:55:36 -0700` as ISO 8601; a month that is none is refused as a time later. */
function clfTime(
  day: string | undefined,
  month: string | undefined,
  year: string | undefined,
  clock: string | undefined,
  zone: string | undefined,
): string {
  const number = String(MONTHS.indexOf(month ?? "") + 1).padStart(2, "0");
  return `${year}-${number}-${day}T${clock}${zone}`;
}

/** `GET /path HTTP/1.1`; what is otherwise, as of those who speak no HTTP, has neither. */
function requestLine(text: string | undefined): Pick<LoggedRequest, "method" | "target"> {
  const match = /^([A-Z]{1,20}) (\S+)(?: HTTP\/[\d.]+)?$/.exec(text ?? "");
  return match === null ? {} : { method: match[1], target: match[2] };
}

/** The usual port goes without saying in a referrer's address. */
const withoutPort = (host: string | undefined): string | undefined => host?.replace(/:(?:80|443)$/, "");

const told = (value: unknown): string | undefined => (value === "-" ? undefined : textOf(value));

function header(headers: unknown, name: string): string | undefined {
  if (!isRecord(headers)) return undefined;
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return told(Array.isArray(value) ? value[0] : value);
}
