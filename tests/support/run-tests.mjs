import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

/** Runs one tool, passing on what it prints, and resolves to its exit code and its last lines. */
function run(name, script, args) {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [script, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: "1" }) },
    });
    let tail = "";
    child.stdout.on("data", (bytes) => {
      process.stdout.write(bytes);
      tail = (tail + bytes).slice(-4_000);
    });
    child.on("close", (code) => settle({ name, code: code ?? 1, tail: stripVTControlCharacters(tail) }));
  });
}

const summary = ({ name, code, tail }) => {
  const counts = tail
    .split("\n")
    .filter((line) => /^\s*(Test Files|Tests|\d+ (passed|failed|flaky|skipped|did not run))\b/.test(line))
    .map((line) => line.trim());
  return [`${name}: ${code === 0 ? "passed" : "FAILED"}`, ...counts.map((line) => `  ${line}`)].join("\n");
};

const VITEST = "node_modules/vitest/vitest.mjs";

const found = await run("chromium", "tests/support/find-chromium.mjs", []);
if (found.code !== 0) process.exit(1);
const runs = [
  await run("unit, property (vitest)", VITEST, ["run", "--project", "unit", "--project", "property"]),
  // By itself: DuckDB compiles on every core for seconds, and what waits for it has a time limit.
  await run("browser (vitest)", VITEST, ["run", "--project", "browser"]),
  await run("end to end (playwright)", "node_modules/@playwright/test/cli.js", ["test", "--project", "e2e"]),
];
console.log(`\n${runs.map(summary).join("\n")}`);
process.exit(runs.every(({ code }) => code === 0) ? 0 : 1);
