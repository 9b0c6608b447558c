import type { Page } from "@playwright/test";
import { spread, type Spread } from "./run.ts";

export interface StreamOptions {
  eventsPerSecond: number;
  seconds: number;
  /** Watches for probes in the page meanwhile, one every half second or so. */
  probes: boolean;
}

export interface StreamReport {
  eventsPerSecond: number;
  seconds: number;
  /** What was stored in that time. */
  storedPerSecond: number;
  /** Calls that found the buffer full and were made again. */
  refusedCalls: number;
  ackMs: Spread;
  /** Main-thread tasks of 50 ms and more, and the longest gap of a 5 ms timer. */
  longTasks: number;
  longestTaskMs: number;
  longestGapMs: number;
  /** The longest task of the stream itself, which is made in the same page. */
  longestOwnTaskMs: number;
  /** To the frame after a probe stood in the page. */
  pixelMs?: { fromAppend: Spread; fromAck: Spread };
  /** How far those that follow the log were behind it, as {@link Lag} has it. */
  lag?: Lag;
}

export interface Lag {
  samples: number;
  /** Age of the oldest entry of the log that a consumer had not taken in, at worst and at the end. */
  maxMs: Record<string, number>;
  lastMs: Record<string, number>;
  /** Stored records of events, up to a thousand each, not yet in the log. */
  maxArrivals: number;
  /** From the last ack until everything was in the log, folded and mirrored. */
  drainedMs: number;
}

/** Streams events into an open page, paced by the clock, and watches its main thread. */
export async function stream(page: Page, projectId: string, options: StreamOptions): Promise<StreamReport> {
  const found = await page.evaluate(
    async ([project, { eventsPerSecond, seconds, probes }]) => {
      const TICK_MS = 20;
      const AT_ONCE = 32;
      const POOL = 50;
      const longTasks: number[] = [];
      const observer = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) longTasks.push(entry.duration);
      });
      observer.observe({ type: "longtask" });
      let [running, longestGapMs, longestOwnTaskMs, refusedCalls, stored] = [true, 0, 0, 0, 0];
      const beat = (last: number): void => {
        const now = performance.now();
        longestGapMs = Math.max(longestGapMs, now - last - 5);
        if (running) setTimeout(() => beat(now), 5);
      };
      setTimeout(() => beat(performance.now()), 5);

      const ackMs: number[] = [];
      async function append(events: unknown[]): Promise<number> {
        for (;;) {
          const started = performance.now();
          const result = await window.lochanApp.append(project, events, { until: "stored" });
          const acked = performance.now();
          if (result.ok) {
            stored += result.value.accepted;
            ackMs.push(acked - started);
            return acked;
          }
          if (result.failure.kind !== "backpressure") throw new Error(result.failure.message);
          refusedCalls++;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }

      const awaited = new Map<string, (at: number) => void>();
      const look = new MutationObserver(() => {
        const text = document.querySelector("main")?.textContent ?? "";
        for (const [name, settle] of awaited) {
          if (!text.includes(name)) continue;
          awaited.delete(name);
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => settle(performance.now());
            port2.postMessage(0);
          });
        }
      });
      if (probes) look.observe(document.body, { subtree: true, childList: true, characterData: true });
      const pixels = { fromAppend: [] as number[], fromAck: [] as number[] };
      async function probe(): Promise<void> {
        const name = `pixel_${Math.random().toString(36).slice(2)}`;
        const shown = new Promise<number>((settle) => awaited.set(name, settle));
        const started = performance.now();
        // Ahead of the stream, or a hundred newer ones take its place on a page that is late.
        const acked = await append([{ name, distinctId: "pixel", timestamp: Date.now() + 10_000 }]);
        const seen = await shown;
        pixels.fromAppend.push(seen - started);
        pixels.fromAck.push(seen - acked);
      }

      const perTick = Math.max(1, Math.round((eventsPerSecond * TICK_MS) / 1_000));
      // Made before the clock runs; each time round their times, ids, sessions and browsers are others.
      const now = Date.now();
      const pool = [
        ...window.streamTraffic({
          count: perTick * POOL,
          from: now,
          to: now + POOL * TICK_MS,
          seed: now % 1e9,
          chunk: perTick,
        }),
      ].map((events) => ({ events, own: events.map((event) => ({ ...event, tail: event.id.slice(13) })) }));
      function take(tick: number, from: number) {
        const { events, own } = pool[tick % POOL]!;
        const round = Math.floor(tick / POOL);
        for (const [index, event] of events.entries()) {
          const { tail, sessionId, distinctId, userId } = own[index]!;
          event.timestamp = Math.floor(from + (index / perTick) * TICK_MS);
          const time = event.timestamp.toString(16).padStart(12, "0");
          event.id = `${time.slice(0, 8)}-${time.slice(8)}${tail}`;
          event.sessionId = `${sessionId}-${round}`;
          event.distinctId = `${distinctId}-${round % 16}`;
          if (userId !== undefined) event.userId = `${userId}-${round % 16}`;
        }
        return events;
      }
      const began = Date.now();
      let [due, tick, underWay] = [0, 0, 0];
      let failed: unknown;
      let nextProbe = 500;
      const watched: Promise<void>[] = [];
      for (;;) {
        const elapsed = Date.now() - began;
        if (elapsed >= seconds * 1_000 || failed !== undefined) break;
        while (due <= elapsed && underWay < AT_ONCE) {
          const started = performance.now();
          const events = take(tick++, began + due);
          due += TICK_MS;
          underWay++;
          append(events)
            .catch((error: unknown) => (failed = error))
            .finally(() => underWay--);
          longestOwnTaskMs = Math.max(longestOwnTaskMs, performance.now() - started);
          if (performance.now() - started > 8) break;
        }
        if (probes && elapsed >= nextProbe) {
          watched.push(probe());
          nextProbe = elapsed + 350 + 300 * Math.random();
        }
        await new Promise((resolve) => setTimeout(resolve, 4));
      }
      while (underWay > 0 && failed === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
      const took = (Date.now() - began) / 1_000;
      if (failed !== undefined) throw failed;
      const late = new Promise<void>((_, reject) =>
        setTimeout(
          () => reject(new Error(`${awaited.size} of ${watched.length} probes were never seen`)),
          30_000,
        ),
      );
      await Promise.race([Promise.all(watched), late]);
      running = false;
      observer.disconnect();
      look.disconnect();
      return {
        stored,
        took,
        refusedCalls,
        ackMs,
        longTasks,
        longestGapMs,
        longestOwnTaskMs,
        pixels: probes ? pixels : undefined,
      };
    },
    [projectId, options] as const,
  );
  const round = (value: number): number => Number(value.toFixed(1));
  return {
    eventsPerSecond: options.eventsPerSecond,
    seconds: options.seconds,
    storedPerSecond: Math.round(found.stored / found.took),
    refusedCalls: found.refusedCalls,
    ackMs: spread(found.ackMs),
    longTasks: found.longTasks.length,
    longestTaskMs: round(Math.max(0, ...found.longTasks)),
    longestGapMs: round(found.longestGapMs),
    longestOwnTaskMs: round(found.longestOwnTaskMs),
    ...(found.pixels && {
      pixelMs: { fromAppend: spread(found.pixels.fromAppend), fromAck: spread(found.pixels.fromAck) },
    }),
  };
}
