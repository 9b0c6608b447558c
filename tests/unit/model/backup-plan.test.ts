import { describe, expect, test } from "vitest";
import {
  backupFileName,
  type BackupPlan,
  backupsToRemove,
  isAutomaticDue,
  isReminderDue,
  makeBackupPlan,
  quietForPeriod,
  quietForTomorrow,
} from "../../../src/model/backup-plan.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 30, 9, 5);
const last = (days: number, events = 500) => ({
  at: NOW - days * DAY,
  projects: 1,
  events,
  sizeBytes: 1,
});
const plan = (more: Partial<BackupPlan> = {}): BackupPlan => ({ ...makeBackupPlan(), ...more });
const need = (events = 2_000, bornDays = 40) => ({ events, born: NOW - bornDays * DAY, now: NOW });

describe("a reminder", () => {
  test("of a first backup waits for a thousand events and a day", () => {
    expect(isReminderDue(plan(), need(999))).toBe(false);
    expect(isReminderDue(plan(), need(1_000, 0.9))).toBe(false);
    expect(isReminderDue(plan(), need(1_000, 1))).toBe(true);
    expect(isReminderDue(plan(), { events: 1_000, born: undefined, now: NOW })).toBe(false);
  });

  test("comes with the first event to who chose a rhythm, and never to who chose none", () => {
    expect(isReminderDue(plan({ every: "month" }), need(1))).toBe(true);
    expect(isReminderDue(plan({ every: "month" }), need(0))).toBe(false);
    expect(isReminderDue(plan({ every: "off" }), need())).toBe(false);
    expect(isReminderDue(plan({ every: "off", last: last(400) }), need())).toBe(false);
  });

  test.each([
    [undefined, 7],
    ["day", 1],
    ["week", 7],
    ["month", 30],
  ] as const)("with the rhythm %s comes %d days after the last backup", (every, days) => {
    const of = (age: number) => plan({ ...(every && { every }), last: last(age) });
    expect(isReminderDue(of(days - 0.01), need())).toBe(false);
    expect(isReminderDue(of(days), need())).toBe(true);
  });

  test("does not come where nothing did since the last backup", () => {
    expect(isReminderDue(plan({ last: last(60, 2_000) }), need(2_000))).toBe(false);
    expect(isReminderDue(plan({ last: last(60, 2_000) }), need(2_001))).toBe(true);
  });

  test("comes where as many events are there, but not the same, or anything else changed", () => {
    const before = plan({ last: { ...last(60, 2_000), mark: "a" } });
    expect(isReminderDue(before, { ...need(2_000), mark: "a" })).toBe(false);
    expect(isReminderDue(before, { ...need(2_000), mark: "b" })).toBe(true);
    expect(isReminderDue(before, need(2_000))).toBe(false);
    expect(isReminderDue(plan({ last: last(60, 2_000) }), { ...need(2_000), mark: "b" })).toBe(false);
  });

  test("put off is quiet for a day, waved away for a period", () => {
    const late = plan({ every: "week", last: last(9) });
    const after = (quietUntil: number, days: number) =>
      isReminderDue({ ...late, quietUntil }, { ...need(), now: NOW + days * DAY });
    expect(after(quietForTomorrow(NOW), 0.9)).toBe(false);
    expect(after(quietForTomorrow(NOW), 1)).toBe(true);
    expect(after(quietForPeriod(late, NOW), 6.9)).toBe(false);
    expect(after(quietForPeriod(late, NOW), 7)).toBe(true);
  });

  test("is not silenced by a clock that was far ahead", () => {
    expect(isReminderDue(plan({ quietUntil: NOW + 400 * DAY }), need())).toBe(true);
    expect(isReminderDue(plan({ last: last(-400) }), need())).toBe(true);
    // Clocks of a page tick once a minute.
    expect(isReminderDue(plan({ last: last(-0.001) }), need())).toBe(false);
  });
});

describe("a backup without a click", () => {
  const folder = { kind: "folder", handle: {} as FileSystemDirectoryHandle } as const;
  const file = { kind: "file", handle: {} as FileSystemFileHandle } as const;

  test("is made at once where there was none, then once in a period", () => {
    const set = plan({ automatic: true, target: folder });
    expect(isAutomaticDue(set, need(1, 0))).toBe(true);
    expect(isAutomaticDue(set, need(0, 0))).toBe(false);
    expect(isAutomaticDue({ ...set, last: last(6) }, need())).toBe(false);
    expect(isAutomaticDue({ ...set, last: last(7) }, need())).toBe(true);
  });

  test("is made only where it was asked for, into a folder, in some rhythm", () => {
    expect(isAutomaticDue(plan({ target: folder }), need())).toBe(false);
    expect(isAutomaticDue(plan({ automatic: true }), need())).toBe(false);
    expect(isAutomaticDue(plan({ automatic: true, target: file }), need())).toBe(false);
    expect(isAutomaticDue(plan({ automatic: true, target: folder, every: "off" }), need())).toBe(false);
  });

  test("that failed is tried again an hour later", () => {
    const of = (minutes: number) =>
      plan({ automatic: true, target: folder, trouble: { at: NOW - minutes * 60_000, message: "Full." } });
    expect(isAutomaticDue(of(59), need())).toBe(false);
    expect(isAutomaticDue(of(60), need())).toBe(true);
  });
});

describe("files in a folder", () => {
  test("are named by the minute, and no two alike", () => {
    const at = new Date(2026, 0, 3, 7, 4, 59);
    expect(backupFileName(at)).toBe("lochan-2026-01-03-0704.lochan");
    expect(backupFileName(at, 2)).toBe("lochan-2026-01-03-0704-2.lochan");
  });

  const names = [1, 2, 3, 4, 5, 6, 7].map((day) => backupFileName(new Date(2026, 0, day)));

  test("go, the oldest first, when there are more than are kept", () => {
    expect(backupsToRemove(names, 5)).toEqual(names.slice(0, 2));
    expect(backupsToRemove(names.slice(0, 5), 5)).toEqual([]);
    expect(backupsToRemove(names, 0)).toEqual([]);
  });

  test("of other names are never removed, and do not count", () => {
    const others = ["notes.txt", "lochan.lochan", "lochan-tea-shop-2026-01-01-0000.lochan", "../x.lochan"];
    expect(backupsToRemove([...others, ...names], 7)).toEqual([]);
    expect(backupsToRemove([...others, ...names], 6)).toEqual(names.slice(0, 1));
  });
});
