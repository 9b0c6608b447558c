import type { BackupPlan, BackupRhythm, SavedBackup } from "../../model/backup-plan.ts";
import { counted } from "../state/counted.ts";
import { formatBytes } from "../state/format.ts";

export const RHYTHM_WORDS: readonly { value: BackupRhythm; label: string }[] = [
  { value: "off", label: "Never" },
  { value: "day", label: "Every day" },
  { value: "week", label: "Every week" },
  { value: "month", label: "Every month" },
];

export const targetWords = ({ target }: Pick<BackupPlan, "target">): string => {
  if (target === undefined) return "Your downloads";
  return target.kind === "folder" ? `Folder ${target.handle.name}` : `File ${target.handle.name}`;
};

/** `2 projects · 1,200 events · 1.4 MB` */
export const sizeOfBackup = ({
  projects,
  events,
  sizeBytes,
}: Pick<SavedBackup, "projects" | "events" | "sizeBytes">): string =>
  [counted(projects, "project"), counted(events, "event"), formatBytes(sizeBytes)].join(" · ");

/** `Backups/lochan-2026-11-30-0905.lochan` */
export const placeWords = ({ fileName = "", folder }: { fileName?: string; folder?: string }): string =>
  folder === undefined ? fileName : `${folder}/${fileName}`;
