export const BACKUP_RHYTHMS = ["off", "day", "week", "month"] as const;
export type BackupRhythm = (typeof BACKUP_RHYTHMS)[number];

/** Where backups go without being asked each time; a download where there is none. */
export type BackupTarget =
  /** Written over each time. */
  | { kind: "file"; handle: FileSystemFileHandle }
  /** Gets a file of its own for each. */
  | { kind: "folder"; handle: FileSystemDirectoryHandle };

export interface SavedBackup {
  /** When it began, epoch milliseconds: what came later is not in it. */
  at: number;
  projects: number;
  events: number;
  sizeBytes: number;
  /** What was in this browser when it began, see `markBackup`; absent in one of an older Lochan. */
  mark?: string;
  /** As it was saved; undefined where a script took it. */
  fileName?: string;
  /** Of the folder it was written into. */
  folder?: string;
}

/** What a browser knows of its backups. */
export interface BackupPlan {
  /** Undefined until it is chosen: each week then, once there is something to lose. */
  every?: BackupRhythm;
  target?: BackupTarget;
  /** Into a folder, while the app is open, without a click. */
  automatic: boolean;
  /** Of the files this browser wrote into the folder the newest so many stay; 0 is all of them. */
  keep: number;
  /** Names of the files it wrote into the folder and did not remove, oldest first. */
  written: string[];
  /** The last one of all projects. */
  last?: SavedBackup;
  /** Nothing reminds before, epoch milliseconds. */
  quietUntil?: number;
  /** Why the last one without a click failed. */
  trouble?: { at: number; message: string };
}

export const KEPT_BACKUPS = 5;
const NO_PLAN: BackupPlan = { automatic: false, keep: KEPT_BACKUPS, written: [] };
export const makeBackupPlan = (): BackupPlan => structuredClone(NO_PLAN);

const DAY_MS = 86_400_000;
const PERIOD_MS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS };
/** Fewer are no loss that anyone need be reminded of who did not ask. */
const WORTH_EVENTS = 1_000;
/** Who has just come is left alone. */
const FIRST_MS = DAY_MS;
const RETRY_MS = 3_600_000;

export interface BackupNeed {
  /** In this browser now. */
  events: number;
  /** Another one after every change of what a backup holds; undefined until it is read. */
  mark?: string | undefined;
  /** When its database was made. */
  born: number | undefined;
  now: number;
}

const periodOf = ({ every = "week" }: BackupPlan): number | undefined =>
  every === "off" ? undefined : PERIOD_MS[every];

/** Whether something is not in the last backup of all, or something that is in it is gone. */
export function isChangedSince(
  { events, mark }: SavedBackup,
  need: Pick<BackupNeed, "events" | "mark">,
): boolean {
  if (events !== need.events) return true;
  return mark !== undefined && need.mark !== undefined && mark !== need.mark;
}

/** Something changed since the last backup, and that is a period ago. A day that is still to come is none. */
function isOld({ last }: BackupPlan, period: number, need: BackupNeed): boolean {
  if (last === undefined) return need.events > 0;
  const { now } = need;
  return isChangedSince(last, need) && (now - last.at >= period || last.at - now > DAY_MS);
}

/**
 * Whether to remind of a backup. Who chose no rhythm is reminded of a first one when a thousand events and a day are there,
 * who chose one after a day. Never twice in a period, unless that was wished.
 */
export function isReminderDue(plan: BackupPlan, need: BackupNeed): boolean {
  const period = periodOf(plan);
  if (period === undefined || isQuiet(plan, need.now) || !isOld(plan, period, need)) return false;
  if (plan.last !== undefined) return true;
  const enough = plan.every === undefined ? WORTH_EVENTS : 1;
  return need.events >= enough && need.born !== undefined && need.now - need.born >= FIRST_MS;
}

/** A quiet that is longer than any was set by a clock that was wrong. */
const isQuiet = ({ quietUntil = 0 }: BackupPlan, now: number): boolean =>
  quietUntil > now && quietUntil - now <= PERIOD_MS.month;

/** Whether to make one without a click; after one that failed, an hour later. */
export function isAutomaticDue(plan: BackupPlan, need: BackupNeed): boolean {
  const period = periodOf(plan);
  if (!plan.automatic || plan.target?.kind !== "folder" || period === undefined) return false;
  const { trouble } = plan;
  if (trouble !== undefined && Math.abs(need.now - trouble.at) < RETRY_MS) return false;
  return isOld(plan, period, need);
}

export const quietForTomorrow = (now: number): number => now + DAY_MS;
/** Who waves a reminder away has seen it for this period. */
export const quietForPeriod = (plan: BackupPlan, now: number): number => now + (periodOf(plan) ?? DAY_MS);

const two = (value: number): string => String(value).padStart(2, "0");

/** `lochan-2026-11-30-0905.lochan`, by the clock of this device; `lochan-2026-11-30-0905-2.lochan` is the second of its minute. */
export function backupFileName(at: Date, again = 1): string {
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  const which = again === 1 ? "" : `-${again}`;
  return `lochan-${day}-${two(at.getHours())}${two(at.getMinutes())}${which}.lochan`;
}

const OWN_NAME = /^lochan-\d{4}-\d\d-\d\d-\d{4}(?:-\d+)?\.lochan$/;

/**
 * Of the files that were written, oldest first, those that go when the newest `keep` stay. Only names that
 * {@link backupFileName} gives; 0 keeps all.
 */
export const backupsToRemove = (written: readonly string[], keep: number): string[] =>
  keep === 0 ? [] : written.filter((name) => OWN_NAME.test(name)).slice(0, -keep);
