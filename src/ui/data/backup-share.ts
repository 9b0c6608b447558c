import { formatPercent } from "../state/format.ts";

/** From 0 to 1; undefined where nobody knows. */
export const shareOf = (progress: { events: number; total: number } | undefined): number | undefined =>
  progress === undefined || progress.total === 0 ? undefined : progress.events / progress.total;

/** `, 42%`; nothing where nobody knows. */
export function shareWords(progress: Parameters<typeof shareOf>[0]): string {
  const share = shareOf(progress);
  return share === undefined ? "" : `, ${formatPercent(share)}`;
}
