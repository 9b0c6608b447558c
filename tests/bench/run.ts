import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";

export interface Spread {
  p50: number;
  p95: number;
  rounds: number;
}

const quantile = (sorted: number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;

export function spread(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const rounded = (q: number): number => Number(quantile(sorted, q).toFixed(4));
  return { p50: rounded(0.5), p95: rounded(0.95), rounds: values.length };
}

// The figures are what a bench is run for: each is shown as it is measured.
export const say = (line: string): boolean => process.stdout.write(`${line}\n`);

export const megabytes = (bytes: number | undefined): string =>
  bytes === undefined ? "unknown" : `${Math.round(bytes / 1e6).toLocaleString("en")} MB`;

export interface Failure {
  phase: string;
  reason: string;
}

export interface BenchRun {
  failures: Failure[];
  /** Puts figures where they belong and writes the file. */
  keep(path: string[], value: unknown): Promise<void>;
  /**
   * What a phase found, kept under its path. A phase that fails or outlasts its limit is a failure
   * of the run, told and kept, and gives undefined: the others go on.
   */
  phase<T>(path: string[], limitMs: number, work: () => Promise<T>): Promise<T | undefined>;
}

export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 600);

export class TookTooLong extends Error {
  override readonly name = "TookTooLong";
}

export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TookTooLong(`not done within ${Math.round(limitMs / 1_000)} s`)),
      limitMs,
    );
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Of the code that is measured; `changed` says that it was not all committed. */
function codeVersion(): { commit?: string; changed?: boolean } {
  const git = (...words: string[]): string => execFileSync("git", words, { encoding: "utf8" }).trim();
  try {
    return { commit: git("rev-parse", "HEAD"), changed: git("status", "--porcelain") !== "" };
  } catch {
    // Not a clone.
    return {};
  }
}

/** One file a run, written anew after every phase. */
export async function startRun(sizes: number[]): Promise<BenchRun> {
  const packages = JSON.parse(await readFile("package.json", "utf8")) as Record<
    string,
    Record<string, string>
  >;
  const date = new Date().toISOString();
  const file = `tests/bench/results/${date.slice(0, 19).replaceAll(":", "")}.json`;
  const failures: Failure[] = [];
  const results: Record<string, unknown> = {
    date,
    ...codeVersion(),
    sizes,
    machine: {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    versions: { ...packages["dependencies"], ...packages["devDependencies"] },
    failures,
  };
  await mkdir("tests/bench/results", { recursive: true });
  const write = (): Promise<void> => writeFile(file, `${JSON.stringify(results, null, 2)}\n`);

  async function keep(path: string[], value: unknown): Promise<void> {
    let place = results;
    for (const step of path.slice(0, -1)) place = (place[step] ??= {}) as Record<string, unknown>;
    place[path.at(-1)!] = value;
    await write();
  }

  return {
    failures,
    keep,
    async phase(path, limitMs, work) {
      try {
        const value = await within(limitMs, work());
        await keep(path, value);
        return value;
      } catch (error) {
        failures.push({ phase: path.join(" "), reason: reasonOf(error) });
        say(`${path.join(" ")} FAILED: ${reasonOf(error)}`);
        await write();
        return undefined;
      }
    },
  };
}
