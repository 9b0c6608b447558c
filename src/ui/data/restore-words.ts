import type { BackupContents, DamagedPart } from "../../model/backup.ts";
import type { MergeConflict } from "../../model/merge-portable.ts";
import { counted } from "../state/counted.ts";
import { formatDate } from "../state/format.ts";

export type HeldProject = BackupContents["projects"][number];

/** `1,200 events · 24 Oct 2026 – 22 Nov 2026` */
export function heldWords({ events, times }: HeldProject, timeZone: string): string {
  const counts = counted(events, "event");
  if (times === undefined) return counts;
  const [first, last] = [formatDate(times.first, timeZone), formatDate(times.last, timeZone)];
  return `${counts} · ${first === last ? first : `${first} – ${last}`}`;
}

/** What of a project is too old to stay; undefined where nothing is. */
export function tooOldWords(
  { times, keeps, isHere }: Pick<HeldProject, "times" | "keeps" | "isHere">,
  timeZone: string,
): string | undefined {
  if (times === undefined || keeps === undefined || times.first >= keeps.from) return undefined;
  const which =
    times.last < keeps.from ? "all of these events" : `events before ${formatDate(keeps.from, timeZone)}`;
  const kept = counted(keeps.days, "day");
  return isHere
    ? `This project keeps events for ${kept} here: ${which} would be left out. To have them, cancel and change that in its Settings first.`
    : `This project keeps events for ${kept}: ${which} would be removed again soon after.`;
}

/** What of this browser a backup would erase, unless it only keeps out; undefined for nothing. */
export function erasedWords({ erasures }: Pick<HeldProject, "erasures">): string | undefined {
  const { events = 0, days = 0 } = erasures ?? {};
  const totals = `imported totals of ${counted(days, "day")}`;
  if (events > 0)
    return `${counted(events, "event")}${days > 0 ? ` and ${totals}` : ""} of people or times that were erased on another device ${events + days === 1 ? "is" : "are"} still here.`;
  return days > 0 ? `Of times that were erased on another device, ${totals} are still here.` : undefined;
}

const WHAT: Record<MergeConflict["what"], (name: string) => string> = {
  settings: () => "Name and settings",
  access: () => "Keys and allowed sites",
  retention: () => "How long events are kept",
  dashboard: (name) => `Dashboard “${name}”`,
  "tracking-plan": () => "Tracking plan",
  feed: (name) => `Live feed “${name}”`,
  exploration: (name) => `Saved question “${name}”`,
  goal: (name) => `Goal “${name}”`,
  segment: (name) => `Segment “${name}”`,
  annotation: (name) => `Annotation “${name}”`,
  mapping: (name) => `Mapping of files${name === "" ? "" : ` with ${name}`}`,
  "saved-query": (name) => `Saved query “${name}”`,
};

/** Those that no file may change. */
const ALWAYS_OURS: ReadonlySet<MergeConflict["what"]> = new Set(["access", "retention"]);

/** What differed, and which of both was kept. */
export function conflictWords({ what, name, kept }: MergeConflict): readonly [what: string, kept: string] {
  const subject = WHAT[what](name);
  if (ALWAYS_OURS.has(what)) return [subject, "as here: no file changes it"];
  // Feeds do not say when they were edited.
  const why = what === "feed" ? "" : what === "mapping" ? ", used later" : ", the newer edit";
  return [subject, kept === "ours" ? `this browser's${why}` : `the backup's${why}`];
}

/** Of the project a part is of, and what it held. */
export function damageWords(
  { path, events }: DamagedPart,
  projects: readonly Pick<HeldProject, "id" | "name">[],
): string {
  const id = path.split("/")[1];
  const name = projects.find((each) => each.id === id)?.name;
  const lost = events === undefined ? "" : `${counted(events, "event")} cannot be read`;
  return [name, lost].filter((part) => part !== undefined && part !== "").join(": ");
}
