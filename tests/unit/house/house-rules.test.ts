import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs|css|html)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

const sources = ["src", "workers", "tests"].flatMap(filesUnder);

test("the lock file names no registry, so any mirror serves a clean install", () => {
  expect(readFileSync("package-lock.json", "utf8")).not.toContain('"resolved"');
});

test("each invariant of src/README.md names tests that exist", () => {
  const named = [...readFileSync("src/README.md", "utf8").matchAll(/`(tests\/[^`]+\.ts)`/g)].map(
    ([, path]) => path,
  );
  expect(named.length).toBeGreaterThan(7);
  for (const path of named) expect(sources).toContain(path);
});

test("one file opens IndexedDB, one reads it before there is an engine, one opens what it deletes at once", () => {
  const opens = /new Dexie\(|indexedDB\.open\(/;
  const found = filesUnder("src").filter((path) => opens.test(readFileSync(path, "utf8")));
  expect(found).toEqual(
    ["database.ts", "drop-torn-tail.ts", "read-once.ts"].map((name) => join("src", "database", name)),
  );
});

test("no test is left skipped, focused or asleep", () => {
  const suspects = /\b(it|test|describe)\.(only|skip|todo)\(|waitForTimeout\(|@ts-(ignore|nocheck)/;
  const found = sources.filter(
    (path) => !path.endsWith("house-rules.test.ts") && suspects.test(readFileSync(path, "utf8")),
  );
  expect(found).toEqual([]);
});

test("names on the avoid list of the glossary are not used for files", () => {
  const avoided =
    /(^|[-/])(projector|visitor|store|sync|manager|helpers?|data|info|impl|utils?)(\.[a-z.]+)?$/;
  const found = sources
    .map((path) => path.replace(/\.(test|spec|bench|module)?\.?(tsx?|mjs|css|html)$/, ""))
    .filter((path) => avoided.test(path) && !path.startsWith("src/ui/data/"));
  expect(found).toEqual([]);
});
