import { streamTraffic, type TrafficOptions } from "../../support/web-traffic.ts";
import type { Peer, PeerAnswer, PeerQuestion } from "./peer.ts";
import type { FileReading } from "./read-file.ts";

const PEERS: Record<string, () => Promise<Peer>> = {
  duckdb: async () => (await import("./duckdb.ts")).makeDuckdb(false),
  "duckdb-tuned": async () => (await import("./duckdb.ts")).makeDuckdb(true),
  sqlite: async () => (await import("./sqlite.ts")).makeSqlite(),
  pglite: async () => (await import("./pglite.ts")).makePglite(),
  perspective: async () => (await import("./perspective.ts")).makePerspective(),
  arquero: async () => (await import("./arquero.ts")).makeArquero(),
};

export interface LoadReport {
  events: number;
  /** The peer's own work; making the events is left out. */
  ms: number;
  /** Why it stopped before the last event. */
  stopped?: string;
}

export interface PeerTimes {
  answer: PeerAnswer;
  /** Questions in a row whose mean is one of the rounds. */
  loop: number;
  /** Milliseconds a question. */
  rounds: number[];
}

/** As many as Lochan is asked before the clock starts. */
const WARM_ASKS = 4;

/** Runs one peer where it lives, in a worker or in the page. */
export class PeerHost {
  #peer: Peer | undefined;
  #loaded = 0;

  async open(name: string): Promise<{ store: string; ms: number }> {
    const started = performance.now();
    const make = PEERS[name];
    if (!make) throw new Error(`There is no peer named ${name}.`);
    this.#peer = await make();
    await this.#peer.open();
    return { store: this.#peer.store, ms: performance.now() - started };
  }

  /** Events loaded so far, readable while {@link load} goes on. */
  progress(): number {
    return this.#loaded;
  }

  /** As `readFile` of its own file, for peers of the bench of files. */
  async readFile(name: string, file: File): Promise<FileReading> {
    const { readFile } = await import("./read-file.ts");
    return readFile(name, file);
  }

  async load(traffic: TrafficOptions, limitMs: number): Promise<LoadReport> {
    const peer = this.#peer!;
    let [ms, events] = [0, 0];
    const timed = async (work: () => Promise<void>): Promise<void> => {
      const started = performance.now();
      await work();
      ms += performance.now() - started;
    };
    try {
      for (const chunk of streamTraffic({ ...traffic, chunk: 50_000 })) {
        await timed(() => peer.load(chunk));
        events += chunk.length;
        this.#loaded += chunk.length;
        if (ms > limitMs) return { events, ms, stopped: `over ${Math.round(limitMs / 1_000)} s` };
        // Lets progress() be heard: a peer that works within one call never gives way by itself.
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      await timed(() => peer.finish());
    } catch (error) {
      return { events, ms, stopped: error instanceof Error ? error.message.slice(0, 500) : String(error) };
    }
    return { events, ms };
  }

  /**
   * At least 20 rounds, unless they take longer than `budgetMs`: then as many as fit, at least
   * three. The clock steps 0.1 ms, so what is faster than 10 ms is asked several times a round.
   */
  async time(question: PeerQuestion, rounds: number, budgetMs: number): Promise<PeerTimes> {
    const peer = this.#peer!;
    const began = performance.now();
    for (let warm = 0; warm < WARM_ASKS && performance.now() - began < budgetMs / 3; warm++)
      await peer.ask(question);
    const answer = await peer.ask({ ...question, isSettled: true });
    const asked = performance.now();
    await peer.ask(question);
    const single = performance.now() - asked;
    const loop = single < 10 ? Math.max(1, Math.min(100, Math.ceil(10 / Math.max(single, 0.1)))) : 1;
    const times: number[] = [];
    while (times.length < rounds && (times.length < 3 || performance.now() - began < budgetMs)) {
      const started = performance.now();
      for (let turn = 0; turn < loop; turn++) await peer.ask(question);
      times.push((performance.now() - started) / loop);
    }
    return { answer, loop, rounds: times };
  }
}
