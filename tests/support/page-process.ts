import type { Page } from "@playwright/test";

interface TracedFrame {
  isOutermostMainFrame: boolean;
  processId: number;
}
interface TraceEvent {
  name: string;
  args?: { data?: { frames?: TracedFrame[] } };
}

/** The process that renders a page and runs its workers. A trace is the one place where the browser tells. */
export async function processOf(page: Page): Promise<number> {
  const browser = page.context().browser();
  if (!browser) throw new Error("The page has no browser.");
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const begun = trace.traceEvents.find(({ name }) => name === "TracingStartedInBrowser");
  const frame = begun?.args?.data?.frames?.find((each) => each.isOutermostMainFrame);
  if (!frame) throw new Error("The trace names no process.");
  return frame.processId;
}
