import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const FOLDER = "test-results/soak";

export interface SoakTotals {
  kills: number;
  killsDuring: Record<string, number>;
  /** Events acked, and of those sent again. */
  acked: number;
  duplicatesSent: number;
  drift: number;
  lost: number;
  doubled: number;
}

interface Summary extends SoakTotals {
  runs: { at: string; seed: number; kills: number }[];
}

/** Appends a line of JSON to the log of this run. */
export async function logSoak(name: string, line: object): Promise<void> {
  const file = join(FOLDER, `${name}.jsonl`);
  await mkdir(FOLDER, { recursive: true });
  await appendFile(file, `${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`);
}

/** Adds a run to the summary kept in `SOAK_SUMMARY`, where one is wanted: a soak may come in pieces. */
export async function keepSoak(seed: number, totals: SoakTotals): Promise<void> {
  const file = process.env["SOAK_SUMMARY"];
  if (!file) return;
  await mkdir(dirname(file), { recursive: true });
  const kept = await readFile(file, "utf8").then(
    (text) => JSON.parse(text) as Summary,
    () => undefined,
  );
  const sum: Summary = {
    kills: (kept?.kills ?? 0) + totals.kills,
    killsDuring: { ...kept?.killsDuring },
    acked: (kept?.acked ?? 0) + totals.acked,
    duplicatesSent: (kept?.duplicatesSent ?? 0) + totals.duplicatesSent,
    drift: (kept?.drift ?? 0) + totals.drift,
    lost: (kept?.lost ?? 0) + totals.lost,
    doubled: (kept?.doubled ?? 0) + totals.doubled,
    runs: [...(kept?.runs ?? []), { at: new Date().toISOString(), seed, kills: totals.kills }],
  };
  for (const [work, kills] of Object.entries(totals.killsDuring))
    sum.killsDuring[work] = (sum.killsDuring[work] ?? 0) + kills;
  await writeFile(file, `${JSON.stringify(sum, null, 2)}\n`);
}
