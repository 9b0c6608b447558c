import type { SpaceReading } from "../../model/space.ts";
import { FULL_SHARE } from "../../model/space.ts";
import { formatBytes } from "./format.ts";

const percent = ({ usage, quota }: SpaceReading): number => Math.floor((100 * usage) / quota);

/** `850 MB of 1 GB`. */
export const usageWords = ({ usage, quota }: SpaceReading): string =>
  `${formatBytes(usage)} of ${formatBytes(quota)}`;

export const fullPercent = FULL_SHARE * 100;

export const tightTitle = (space: SpaceReading): string => `Storage is ${percent(space)}% full`;
export const pausedTitle = (space: SpaceReading): string =>
  space.noSpace === true
    ? "The browser has no space left for Lochan"
    : `Intake is paused: storage is ${percent(space)}% full`;

export const MAKE_ROOM = "Erase old events, keep them for fewer days, or free space on this disk.";
