import type { SeenEvent } from "./lab-trail.ts";

export interface TimingStep {
  name: "waited" | "sent" | "stored" | "shown";
  label: string;
  ms: number;
}

/** Past this the sender's clock is another one, and the way cannot be told from the difference. */
const CLOCK_MS = 60_000;

/**
 * How long an event took, step by step: in the page until it was sent, to the receiver, onto disk, to
 * the screen. Steps that are not known are left out. The first is exact whatever the clocks; the way is
 * the difference of two clocks, and left out where these differ.
 */
export function timingOf({ event, storedAt }: SeenEvent, shownAt?: number): TimingStep[] {
  const { timestamp, receivedAt, sentAt } = event;
  const steps: TimingStep[] = [];
  const step = (name: TimingStep["name"], label: string, ms: number | undefined): void => {
    if (ms !== undefined && ms >= 0) steps.push({ name, label, ms });
  };
  step("waited", "Captured to sent", receivedAt - timestamp);
  const way = sentAt === undefined ? undefined : receivedAt - sentAt;
  step("sent", "Sent to received", way === undefined || Math.abs(way) > CLOCK_MS ? undefined : way);
  if (storedAt === undefined) return steps;
  step("stored", "Received to stored", storedAt - receivedAt);
  step("shown", "Stored to shown", shownAt === undefined ? undefined : shownAt - storedAt);
  return steps;
}
