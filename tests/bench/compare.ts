import type { PeerReport } from "./run-peer.ts";
import type { QuestionTimes } from "./time-questions.ts";

export interface Ratios {
  /** The fastest peer's p95 over Lochan's, by question. */
  toFastestPeer: Record<string, { peer: string; ratio: number }>;
  /** Lochan's p50 over that of SQL by hand for the same answer in plain DuckDB, or in tuned where plain cannot hold the events. */
  rawToSql: Record<string, { lochanMs: number; sqlMs: number; ratio: number }>;
}

const round = (value: number): number => Number(value.toFixed(2));

export function compare(times: Record<string, QuestionTimes>, peers: Record<string, PeerReport>): Ratios {
  const ratios: Ratios = { toFastestPeer: {}, rawToSql: {} };
  for (const [id, { source, insideWorker }] of Object.entries(times)) {
    const right = Object.entries(peers).flatMap(([peer, { questions }]) => {
      const found = questions?.[id];
      const agrees = found && found.failed === undefined && found.differs === undefined;
      return agrees ? [{ peer, p95: found.ms.p95 }] : [];
    });
    const [fastest] = right.sort((a, b) => a.p95 - b.p95);
    // Faster than the clock can tell, even a hundred times in a row.
    const least = 0.001;
    if (fastest)
      ratios.toFastestPeer[id] = {
        peer: fastest.peer,
        ratio: round(fastest.p95 / Math.max(least, insideWorker.p95)),
      };
    const byHand = [peers["duckdb"], peers["duckdb-tuned"]].flatMap(({ questions } = {}) => [
      questions?.[`${id} whole`],
      questions?.[id],
    ]);
    const isRight = (found: (typeof byHand)[number]) =>
      found && found.failed === undefined && found.differs === undefined;
    const sqlMs = byHand.find(isRight)?.ms.p50;
    if (source === "raw" && sqlMs)
      ratios.rawToSql[id] = {
        lochanMs: insideWorker.p50,
        sqlMs,
        ratio: round(insideWorker.p50 / sqlMs),
      };
  }
  return ratios;
}
