import { readdir, readFile } from "node:fs/promises";

/** Ends every process of the browser that runs on a profile folder as a power cut would: by SIGKILL, all at once. Linux. */
export async function killBrowser(profileFolder: string): Promise<number> {
  let killed = 0;
  for (
    let found = await processesOf(profileFolder);
    found.length > 0;
    found = await processesOf(profileFolder)
  )
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
        killed++;
      } catch {
        // It was gone already.
      }
    }
  return killed;
}

async function processesOf(profileFolder: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      return pid !== process.pid && commandLine.includes(`--user-data-dir=${profileFolder}`) ? pid : 0;
    }),
  );
  return found.filter((pid) => pid !== 0);
}
