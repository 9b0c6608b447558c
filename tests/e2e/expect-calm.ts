import type { PageWork } from "./watch-work.ts";
import { expect } from "./app-test.ts";

/** As `state/live.ts` has it: no two pictures of a stream are closer. */
const PAINT_EVERY_MS = 50;
/** Pages that were opened draw theirs at once. */
const OPENED = 10;

/** Whatever a site sends, the page draws a bounded number of bounded pictures. */
export function expectCalm(work: PageWork, { mostCharacters }: { mostCharacters: number }): void {
  expect(work.pictures).toBeGreaterThan(0);
  expect(work.pictures).toBeLessThanOrEqual(work.elapsedMs / PAINT_EVERY_MS + OPENED);
  expect(work.mostRows).toBeLessThanOrEqual(24);
  expect(work.mostCharacters).toBeLessThanOrEqual(mostCharacters);
  expect(work.mostElements).toBeLessThan(1_000);
}
