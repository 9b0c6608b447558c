export const WEEK_STARTS = ["monday", "sunday"] as const;
/** The day that weeks begin with. */
export type WeekStart = (typeof WEEK_STARTS)[number];

/** Added to days since 1970-01-01, a Thursday, it makes whole weeks of those that weeks begin with. */
export const WEEK_SHIFT: Record<WeekStart, number> = { monday: 3, sunday: 4 };

/** 0 is the day that weeks begin with. */
export const weekdayOf = (day: number, weekStart: WeekStart): number =>
  (((day + WEEK_SHIFT[weekStart]) % 7) + 7) % 7;

/** The day its week begins with; both as days since 1970-01-01. */
export const weekOf = (day: number, weekStart: WeekStart): number => day - weekdayOf(day, weekStart);
