import type { WatchedFolderView } from "../../engine/api.ts";
import type { WatchedFile } from "../../model/folder.ts";
import type { Tone } from "../controls/badge.tsx";
import { counted } from "../state/counted.ts";

export function folderState(folder: WatchedFolderView): readonly [words: string, tone: Tone] {
  if (folder.paused) return ["Paused", "warn"];
  if (folder.trouble?.kind === "permission") return ["Needs your permission", "warn"];
  if (folder.trouble?.kind === "missing") return ["Not found", "bad"];
  if (folder.trouble?.kind === "partial") return ["Partly read", "warn"];
  if (folder.trouble !== undefined) return ["Cannot be read", "bad"];
  if (folder.files.some(({ state }) => state === "reading")) return ["Reading", "good"];
  return folder.handle === undefined ? ["Chosen by hand", "plain"] : ["Watching", "good"];
}

export function fileState({ state, offset, sizeBytes }: WatchedFile): readonly [words: string, tone: Tone] {
  switch (state) {
    case "reading":
      return ["Reading", "good"];
    case "read":
      // What is left is a line that is still being written.
      return offset < sizeBytes ? ["Waiting for the rest of a line", "plain"] : ["Up to date", "plain"];
    case "unread":
      return ["Not read", "plain"];
    case "failed":
      return ["Failed", "bad"];
    case "gone":
      return ["No longer there", "plain"];
  }
}

/** `3 files, 1,204 events new, 12 already here, 4 rows refused` */
export function folderSummary(files: readonly WatchedFile[]): string {
  const read = files.filter(({ state }) => state !== "unread");
  const sum = (pick: (file: WatchedFile) => number): number =>
    read.reduce((total, file) => total + pick(file), 0);
  const refused = sum((file) => file.refused);
  const parts = [
    counted(read.length, "file"),
    `${counted(
      sum((file) => file.accepted),
      "event",
    )} new`,
    `${counted(
      sum((file) => file.duplicate),
      "event",
    )} already here`,
  ];
  return [...parts, ...(refused > 0 ? [`${counted(refused, "row")} refused`] : [])].join(" · ");
}
