import { makePace } from "../model/pace.ts";

const EVERY_MS = 50;

/** Tells at most every 50 ms how far work in a worker has come, and what `isLast` whenever it comes. */
export function paceProgress<Progress>(
  tell: ((progress: Progress) => unknown) | undefined,
  isLast: (progress: Progress) => boolean = () => false,
): (progress: Progress) => void {
  const isDue = makePace(EVERY_MS);
  return (progress) => {
    if (isDue() || isLast(progress)) void tell?.(progress);
  };
}
