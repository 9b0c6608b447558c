/** From 0 to 1; undefined where nobody knows. */
export const shareOf = (progress: { events: number; total: number } | undefined): number | undefined =>
  progress === undefined || progress.total === 0 ? undefined : progress.events / progress.total;
