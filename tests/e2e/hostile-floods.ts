import type { Page } from "@playwright/test";

/**
 * Has a rogue page that the app opened say hello 3,000 times and send all it can, and gives how often
 * it was answered in which way.
 */
export const flood = (
  rogue: Page,
  { app, project, key }: { app: string; project: string; key: string },
): Promise<Record<string, number>> =>
  rogue.evaluate(
    async ([hello, origin]) => {
      const kinds: Record<string, number> = {};
      const note = (kind: string): void => void (kinds[kind] = (kinds[kind] ?? 0) + 1);
      for (let n = 0; n < 3_000; n++) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }: MessageEvent<{ kind: string; failure?: { kind: string } }>) =>
          note(data.failure?.kind ?? data.kind);
        (window.opener as Window).postMessage(hello, origin, [port2]);
      }
      const batch = (round: number) => ({
        kind: "events",
        sentAt: Date.now(),
        events: Array.from({ length: 500 }, (_, n) => {
          const id = `flood-${round}-${n}`;
          const event = { id, type: "track", name: "flood", distinctId: "d", timestamp: Date.now() };
          return [id, JSON.stringify({ ...event, properties: { text: "x".repeat(500) } })];
        }),
      });
      for (let round = 0; round < 40;) {
        const { port, answer } = await window.rogue.hello("opener");
        if (answer === "silence" || answer.kind !== "welcome") continue;
        // A hundred at once: more than may wait.
        if (round === 0) for (let n = 0; n < 100; n++) port.postMessage(batch(n));
        for (let sent = 0; sent < 5; sent++, round++) {
          const heard = await window.rogue.send(port, batch(round));
          note(heard === "silence" ? heard : heard.kind === "failed" ? heard.failure.kind : heard.kind);
          if (heard === "silence" || heard.kind !== "acked") break;
        }
        round++;
      }
      return kinds;
    },
    [{ lochan: 1, kind: "hello", project, key }, app] as const,
  );

/** Has a rogue page that the app opened send 5,000 events, each of another name; gives how many were acked. */
export const sendNames = (rogue: Page, site: number): Promise<number> =>
  rogue.evaluate(async (number) => {
    const { port } = await window.rogue.hello("opener");
    let count = 0;
    for (let round = 0; round < 5; round++) {
      const events = Array.from({ length: 1_000 }, (_, n) => {
        const id = `name-${number}-${round}-${n}`;
        const name = `name ${id}`;
        const event = { id, type: "track", name, distinctId: `d${n % 50}`, timestamp: Date.now() };
        return [id, JSON.stringify(event)];
      });
      const answer = await window.rogue.send(port, { kind: "events", sentAt: Date.now(), events });
      if (answer !== "silence" && answer.kind === "acked") count += answer.ids.length;
    }
    return count;
  }, site);
