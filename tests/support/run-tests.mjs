import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

/** As vitest heads the report of a failed test or marks one that passed again, and as playwright lists one at its end. */
const FAILED_TEST = /^\s*(FAIL\s{2,}\S|\d+\) \[)|\(retry x\d+\)/;

/** Runs one tool, passing on what it prints, and resolves to its exit code, its last lines, what failed. */
function run(name, script, args, env = {}) {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [script, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: "1" }), ...env },
    });
    let output = "";
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])
      from.on("data", (bytes) => {
        to.write(bytes);
        output += bytes;
      });
    child.on("close", (code) => {
      const lines = stripVTControlCharacters(output).split("\n");
      settle({
        name,
        code: code ?? 1,
        tail: lines.slice(-60),
        failed: lines.filter((line) => FAILED_TEST.test(line)),
      });
    });
  });
}

const summary = ({ name, code, tail, failed }) => {
  const counts = tail
    .filter((line) => /^\s*(Test Files|Tests|\d+ (passed|failed|flaky|skipped|did not run))\b/.test(line))
    .map((line) => line.trim());
  const named = [...new Set(failed.map((line) => line.trim().slice(0, 300)))];
  return [
    `${name}: ${code === 0 ? "passed" : "FAILED"}`,
    ...[...counts, ...named].map((line) => `  ${line}`),
  ].join("\n");
};

/** What kills browsers, or measures, has the machine to itself. */
const ALONE = [
  ...["engine-start", "feeds", "first-paint", "hostile-site", "import-kills", "kills", "mirror-kills"],
  ...["outbox-kills", "page-change"],
].join("|");

/** One that passes the second time is named in the summary, as flaky; what kills has no second time. */
const AGAIN = ["--retries", "1"];

const PLAYWRIGHT = "node_modules/@playwright/test/cli.js";
const VITEST = "node_modules/vitest/vitest.mjs";

const found = await run("chromium", "tests/support/find-chromium.mjs", []);
if (found.code !== 0) process.exit(1);
const runs = [
  await run("unit, property (vitest)", VITEST, ["run", "--project", "unit", "--project", "property"]),
  // By itself: DuckDB compiles on every core for seconds, and what waits for it has a time limit.
  await run("browser (vitest)", VITEST, ["run", "--project", "browser", "--reporter", "verbose"]),
  await run("end to end, two at a time (playwright)", PLAYWRIGHT, [
    ...["test", `e2e/(?!(${ALONE})\\.)[^/]+$`, "--project", "e2e", "--workers", "2", ...AGAIN],
  ]),
  await run(
    "end to end, one at a time (playwright)",
    PLAYWRIGHT,
    ["test", `e2e/(${ALONE})\\.[^/]+$`, "--project", "e2e", ...AGAIN],
    // The same build.
    { LOCHAN_TEST_BUILT: "1" },
  ),
];
console.log(`\n${runs.map(summary).join("\n")}`);
process.exit(runs.every(({ code }) => code === 0) ? 0 : 1);
