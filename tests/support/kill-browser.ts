import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { mendHalfRecords } from "./mend-half-records.ts";
import { logSoak } from "./soak-log.ts";

/**
 * Ends every process of the browser that runs on a profile folder as a power cut would: by SIGKILL, all at
 * once. When it resolves none of them has a file open any more, and {@link mendHalfRecords} was there.
 */
export async function killBrowser(profileFolder: string): Promise<number> {
  const ofBrowser = async (): Promise<number[]> =>
    (await listProcesses())
      .filter(({ command }) => command.includes(`--user-data-dir=${profileFolder}`))
      .map(({ pid }) => pid);
  const killed: number[] = [];
  for (let found = await ofBrowser(); found.length > 0; found = await ofBrowser())
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
        killed.push(pid);
      } catch {
        // It was gone already.
      }
    }
  // A process that ends has no command line before its files are closed.
  while ((await Promise.all(killed.map(hasEnded))).includes(false)) continue;
  if (killed.length > 0)
    for (const cut of await mendHalfRecords(profileFolder)) await logSoak("half-records", { cut });
  return killed.length;
}

/** Its last thread has: true too where nobody has asked yet how it ended. */
async function hasEnded(pid: number): Promise<boolean> {
  if (process.platform !== "linux") return true;
  const [stat, threads] = await Promise.all([
    readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""),
    readdir(`/proc/${pid}/task`).catch(() => []),
  ]);
  // The name of a process may hold spaces and brackets; what follows the last one is fields.
  const state = stat.slice(stat.lastIndexOf(")") + 2).charAt(0);
  return state === "" || state === "X" || (state === "Z" && threads.length <= 1);
}

interface Process {
  pid: number;
  command: string;
}

/** A bare Debian has no `ps`; where there is no `/proc`, there is one. */
async function listProcesses(): Promise<Process[]> {
  if (process.platform === "linux") {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
    return Promise.all(
      pids.map(async (pid) => ({
        pid,
        command: await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""),
      })),
    );
  }
  const { stdout } = await promisify(execFile)("ps", ["-Ao", "pid=,args="], { maxBuffer: 16 * 1024 * 1024 });
  return stdout.split("\n").map((line) => {
    const [pid = "0", ...args] = line.trim().split(/\s+/);
    return { pid: Number(pid), command: args.join(" ") };
  });
}
