import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "@playwright/test";
import { CHROMIUM_ARGS, chromiumPath } from "../support/chromium-path.mjs";

export interface BenchBrowser {
  context: BrowserContext;
  /** Proportional set sizes of all its processes, summed; undefined where /proc is not there. */
  memoryBytes(): Promise<number | undefined>;
  /** What the profile's site storage takes on disk. */
  diskBytes(): Promise<{ indexedDb: number; opfs: number }>;
  close(): Promise<void>;
}

/** A browser of its own with a fresh profile that reaches no other machine. */
export async function openBrowser(baseURL: string): Promise<BenchBrowser> {
  const folder = await mkdtemp(join(tmpdir(), "lochan-bench-"));
  const executablePath = await chromiumPath();
  const context = await chromium.launchPersistentContext(folder, {
    ...(executablePath && { executablePath }),
    args: [...CHROMIUM_ARGS, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"],
    baseURL,
    viewport: { width: 1440, height: 900 },
    timezoneId: "UTC",
    locale: "en-GB",
  });
  // Evaluations that load millions of events outlast any default.
  context.setDefaultTimeout(0);
  return {
    context,
    memoryBytes: () => sumOfProcesses(folder),
    diskBytes: async () => ({
      indexedDb: await diskUse(join(folder, "Default", "IndexedDB")),
      opfs: await diskUse(join(folder, "Default", "File System")),
    }),
    async close() {
      await context.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function sumOfProcesses(folder: string): Promise<number | undefined> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  if (pids.length === 0) return undefined;
  const parents = new Map<string, string>();
  let root: string | undefined;
  for (const pid of pids) {
    const [command, status] = await Promise.all(
      ["cmdline", "stat"].map((file) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "")),
    );
    // The name of a process may hold spaces and brackets; what follows the last one is fields.
    const parent = status!.slice(status!.lastIndexOf(")") + 2).split(" ")[1];
    if (parent !== undefined) parents.set(pid, parent);
    if (command!.includes(`--user-data-dir=${folder}`) && !command!.includes("--type=")) root = pid;
  }
  if (root === undefined) return undefined;
  const belongs = (pid: string | undefined): boolean =>
    pid !== undefined && (pid === root || belongs(parents.get(pid)));
  let bytes = 0;
  for (const pid of [...parents.keys()].filter(belongs)) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
    bytes += 1_024 * Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);
  }
  return bytes;
}

async function diskUse(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 0;
  if (!found.isDirectory()) return found.blocks * 512;
  const names = await readdir(path).catch(() => []);
  const sizes = await Promise.all(names.map((name) => diskUse(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
