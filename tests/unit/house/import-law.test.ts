import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const oxlint = resolve("node_modules/oxlint/bin/oxlint");

/** What the house's own lint says about a tree of these files. */
function lint(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "lochan-law-"));
  try {
    const config = JSON.parse(readFileSync(".oxlintrc.json", "utf8")) as Record<string, unknown>;
    config["jsPlugins"] = [
      resolve("tests/support/import-law.mjs"),
      { name: "solid", specifier: resolve("node_modules/eslint-plugin-solid/dist/index.mjs") },
    ];
    for (const [path, text] of Object.entries({ ...files, ".oxlintrc.json": JSON.stringify(config) })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return spawnSync(process.execPath, [oxlint, "--format", "unix"], { cwd: root, encoding: "utf8" }).stdout;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const target = "export const answer = 42;\nexport interface Shape { side: number }\n";

test("an import that follows the flow passes", () => {
  const found = lint({
    "src/model/shape.ts": target,
    "src/log/reader.ts":
      'import { answer } from "../model/shape.ts";\nimport type { Shape } from "../model/shape.ts";\nexport const area = (shape: Shape): number => shape.side * answer;\n',
  });
  expect(found).not.toContain("[Error");
});

test.each([
  ["a value", 'import { answer } from "../log/reader.ts";\nexport const twice = answer * 2;\n'],
  ["a type", 'import type { Shape } from "../log/reader.ts";\nexport type Two = [Shape, Shape];\n'],
  ["an inline type", 'export type Two = import("../log/reader.ts").Shape;\n'],
  ["a re-export", 'export { answer } from "../log/reader.ts";\n'],
  ["a lazy import", 'export const later = () => import("../log/reader.ts");\n'],
])("an import against the flow fails: %s", (_kind, text) => {
  expect(lint({ "src/log/reader.ts": target, "src/model/shape.ts": text })).toMatch(
    /src\/model\/shape\.ts.*model may not import log.*import-law/,
  );
});

test("the snippet may name types of the model and nothing else", () => {
  const found = lint({
    "src/model/shape.ts": target,
    "src/snippet/value.ts": 'import { answer } from "../model/shape.ts";\nexport const twice = answer * 2;\n',
    "src/snippet/library.ts": 'import { v7 } from "uuid";\nexport const id = v7();\n',
    "src/snippet/type.ts":
      'import type { Shape } from "../model/shape.ts";\nexport type Two = [Shape, Shape];\n',
  });
  expect(found).toMatch(/value\.ts.*snippet may import only types of model/);
  expect(found).toMatch(/library\.ts.*no runtime dependency/);
  expect(found).not.toContain("type.ts");
});

test("the interface sees the engine's contract, not its works", () => {
  const page = (file: string): string =>
    `import { answer } from "../../engine/${file}";\nexport const twice = answer * 2;\n`;
  const found = lint({
    "src/engine/api.ts": target,
    "src/engine/leader.ts": target,
    "src/ui/live/good.ts": page("api.ts"),
    "src/ui/live/bad.ts": page("leader.ts"),
  });
  expect(found).toMatch(/bad\.ts.*ui may import only/);
  expect(found).not.toContain("good.ts");
});

test("a library belongs to one room", () => {
  const found = lint({
    "src/ui/live/page.ts": 'import { Dexie } from "dexie";\nexport const db = new Dexie("x");\n',
  });
  expect(found).toMatch(/ui may not import dexie/);
});

test("a cycle fails, of types too", () => {
  const found = lint({
    "src/model/one.ts": 'import type { Two } from "./two.ts";\nexport type One = Two[];\n',
    "src/model/two.ts": 'import type { One } from "./one.ts";\nexport type Two = One | 2;\n',
  });
  expect(found).toContain("no-cycle");
});
