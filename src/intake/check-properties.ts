import { EVENT_LIMITS, type Properties } from "../model/event.ts";
import { isRecord } from "../model/is-record.ts";
import { wellFormedProperties } from "./well-formed.ts";

/** `weight` is never more than the length of the JSON text so far, give or take a comma. */
interface Walk {
  weight: number;
  numbers: number;
  /** Something JSON leaves out (an undefined value) was seen. */
  gaps: boolean;
  /** A key or a text with a lone surrogate was seen. */
  illFormed: boolean;
}

const TOO_BIG = `properties are larger than ${EVENT_LIMITS.eventBytes} bytes`;

/**
 * Checks untrusted properties against {@link EVENT_LIMITS}. Depth counts the objects and lists
 * below `properties` itself. Undefined members are dropped as JSON drops them; `__proto__` is a
 * key like any other. Lone surrogates in keys and values, however deep, become U+FFFD. A string
 * result names what is wrong; `mostBytes` is an upper bound of the size of the JSON text, cheaper
 * than making it. What is as it should be is taken over without copying it.
 */
export function checkProperties(input: unknown): { properties: Properties; mostBytes: number } | string {
  if (input === undefined || input === null) return { properties: {}, mostBytes: 2 };
  if (!isRecord(input)) return "properties must be an object";
  const walk: Walk = { weight: 1, numbers: 0, gaps: false, illFormed: false };
  const keys = Object.keys(input);
  if (keys.length > EVENT_LIMITS.properties)
    return `properties has ${keys.length} keys, more than ${EVENT_LIMITS.properties}`;
  for (const key of keys) {
    walk.weight += key.length + 3;
    if (!key.isWellFormed()) walk.illFormed = true;
    const wrong = checkValue(input[key], key, 1, walk);
    if (wrong !== undefined) return wrong;
  }
  const whole = (walk.gaps ? withoutGaps(input) : input) as Properties;
  const properties = walk.illFormed ? wellFormedProperties(whole) : whole;
  // A character is at most 6 bytes of JSON text (a NUL), a number at most 24.
  const mostBytes = 2 + 6 * walk.weight + 24 * walk.numbers;
  return { properties, mostBytes };
}

function checkValue(value: unknown, path: string, depth: number, walk: Walk): string | undefined {
  switch (typeof value) {
    case "string":
      walk.weight += value.length + 3;
      if (!value.isWellFormed()) walk.illFormed = true;
      break;
    case "number":
      if (!Number.isFinite(value)) return `${at(path)} is ${value}, not a finite number`;
      walk.weight += 2;
      walk.numbers += 1;
      break;
    case "boolean":
      walk.weight += 5;
      break;
    case "undefined":
      walk.gaps = true;
      break;
    case "object":
      walk.weight += 1;
      if (value === null) break;
      return checkMembers(value, path, depth, walk);
    default:
      return `${at(path)} is a ${typeof value}, which JSON cannot hold`;
  }
  return walk.weight > EVENT_LIMITS.eventBytes ? TOO_BIG : undefined;
}

function checkMembers(value: object, path: string, depth: number, walk: Walk): string | undefined {
  if (depth > EVENT_LIMITS.depth) return `${at(path)} is nested deeper than ${EVENT_LIMITS.depth} levels`;
  if (Array.isArray(value)) {
    if (value.length > EVENT_LIMITS.eventBytes) return TOO_BIG;
    for (let index = 0; index < value.length; index++) {
      const member: unknown = value[index];
      if (member === undefined) return `${at(path)} has an undefined member`;
      const wrong = checkValue(member, path, depth + 1, walk);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }
  if (!isRecord(value)) return `${at(path)} is not a plain object`;
  for (const key of Object.keys(value)) {
    walk.weight += key.length + 3;
    if (!key.isWellFormed()) walk.illFormed = true;
    const wrong = checkValue(value[key], path, depth + 1, walk);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const withoutGaps = (input: Record<string, unknown>): unknown => JSON.parse(JSON.stringify(input));

const at = (path: string): string => `properties.${path.slice(0, 60).toWellFormed()}`;
