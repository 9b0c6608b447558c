import type { Project, RetiredKey } from "../model/project.ts";

/** Old keys a project remembers. */
const MOST_RETIRED = 20;

/** Gives the project a new key. The one before is taken for `graceMs` more. */
export function rotateKey(project: Project, graceMs: number, now: number): void {
  const retired = [...(project.retiredKeys ?? []), { key: project.writeKey, endsAt: now + graceMs }];
  project.retiredKeys = remembered(retired, now);
  project.writeKey = randomKey();
}

/** False where the key is none of the project's that is still taken. */
export function endKey(project: Project, key: string, now: number): boolean {
  const { retiredKeys = [] } = project;
  if (!retiredKeys.some((retired) => retired.key === key && retired.endsAt > now)) return false;
  project.retiredKeys = retiredKeys.map((retired) =>
    retired.key === key && retired.endsAt > now ? { key, endsAt: now } : retired,
  );
  return true;
}

/** Keys that are still taken are forgotten last. */
function remembered(keys: readonly RetiredKey[], now: number): RetiredKey[] {
  const surplus = keys.length - MOST_RETIRED;
  if (surplus <= 0) return [...keys];
  const ended = keys.filter(({ endsAt }) => endsAt <= now);
  const forgotten = new Set([...ended, ...keys].slice(0, surplus));
  return keys.filter((key) => !forgotten.has(key));
}

/** 128 random bits, safe in a URL and in HTML. */
export function randomKey(): string {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...random))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
