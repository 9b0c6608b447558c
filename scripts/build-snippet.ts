import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type InlineConfig, type Rolldown } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "src/snippet");

/** The scripts sites load, by file name: texts that name nothing global but `lochan`. */
export async function buildSnippet({ minify }: { minify: boolean }) {
  const script = (input: string): Promise<string> =>
    buildAlone({
      minify,
      rolldownOptions: { input: join(folder, input), output: { format: "iife" } },
    });
  return { "lochan.js": await script("main.ts"), "lochan-idle.js": await script("idle-main.ts") };
}

/** The same for bundlers, which minify it themselves. */
export const buildSnippetModule = (): Promise<string> =>
  buildAlone({
    minify: false,
    lib: { entry: join(folder, "module.ts"), formats: ["es"], fileName: "lochan" },
  });

/** Text of the type declarations, by file name. */
export async function snippetDeclarations(): Promise<Record<string, string>> {
  const api = await readFile(join(folder, "api.ts"), "utf8");
  const types = api.slice(0, api.indexOf("\ndeclare global"));
  const onWindow =
    "declare global {\n  interface Window {\n    lochan: Lochan;\n  }\n  var lochan: Lochan;\n}\n";
  const module =
    "/** Begins to record for a project, and returns its `lochan`; the same one when called again. */\n" +
    "export declare function init(options: LochanOptions): Lochan;\n";
  return { "lochan.d.ts": `${types}\n${onWindow}`, "lochan.d.mts": `${types}\n${module}` };
}

async function buildAlone(options: NonNullable<InlineConfig["build"]>): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    logLevel: "warn",
    publicDir: false,
    build: { write: false, target: "es2021", modulePreload: false, ...options },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[];
  const chunks = outputs.flatMap((output) => output.output).filter((entry) => entry.type === "chunk");
  const [chunk] = chunks;
  if (!chunk || chunks.length > 1) throw new Error("The snippet did not build into one file.");
  return chunk.code.trim();
}
