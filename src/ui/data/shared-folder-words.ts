import type { SharedFolderView } from "../../engine/api.ts";
import type { FoundProject } from "../../model/shared-folder.ts";
import type { Tone } from "../controls/badge.tsx";
import { counted } from "../state/counted.ts";
import { whenText } from "../state/figures.ts";

type OtherDevice = SharedFolderView["others"][number];

export function sharedState(folder: SharedFolderView): readonly [words: string, tone: Tone] {
  if (folder.paused) return ["Paused", "warn"];
  if (folder.trouble?.kind === "permission") return ["Needs your permission", "warn"];
  if (folder.trouble?.kind === "missing") return ["Not found", "bad"];
  if (folder.trouble?.kind === "partial") return ["Partly read", "warn"];
  if (folder.trouble !== undefined) return ["In trouble", "bad"];
  return folder.writtenAt === undefined ? ["Writing", "good"] : ["Sharing", "good"];
}

export function otherState({ trouble, waiting }: OtherDevice): readonly [words: string, tone: Tone] {
  if (trouble !== undefined) return ["Waiting", "warn"];
  if (waiting.some(({ isUnreadable }) => isUnreadable === true)) return ["Damaged", "bad"];
  return waiting.length > 0 ? ["Waiting for files", "warn"] : ["Up to date", "plain"];
}

/** An empty name is one of a device none of whose lists was read yet. */
export const otherName = ({ name, id }: Pick<OtherDevice, "name" | "id">): string =>
  name === "" ? `Device ${id.slice(0, 6)}` : name;

export function ownWords({ events, writtenAt }: SharedFolderView, timeZone: string, now: number): string {
  return writtenAt === undefined
    ? "Nothing is written yet."
    : `${counted(events, "event")} of this device ${events === 1 ? "is" : "are"} in the folder, last written ${whenText(writtenAt, timeZone, now)}.`;
}

/** `Ann's laptop and 2 more · 1,204 events` */
export function foundWords({ devices }: FoundProject): string {
  const [latest, ...more] = devices;
  const events = devices.reduce((sum, device) => sum + device.events, 0);
  const who = latest === undefined ? "" : otherName(latest);
  return `${who}${more.length > 0 ? ` and ${more.length} more` : ""} · ${counted(events, "event")}`;
}

/** Of a folder with more projects than are looked at. */
export const leftOutWords = (leftOut: number): string =>
  `${counted(leftOut, "more project of this folder is", "more projects of this folder are")} not shown: it has more than Lochan looks at.`;

/** Of a folder, said wherever one is chosen. */
export const WHAT_IS_WRITTEN =
  "Lochan writes every event of the project into it, not encrypted, with its settings and write key, dashboards, tracking plan, addresses of live feeds, and a keyed hash of each person who was erased. Whoever can read the folder can read all of that; whoever can write to it can add events and have them erased on every device.";
