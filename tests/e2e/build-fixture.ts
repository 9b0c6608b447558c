import { build, type Rolldown } from "vite";
import solid from "vite-plugin-solid";

/** A small site of `fixtures/`, bundled as its makers would: text by file name, `main.js` among them. */
export async function buildFixture(name: string, main: string): Promise<Map<string, string>> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    plugins: [solid()],
    define: { __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false" },
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: `tests/e2e/fixtures/${name}/${main}`,
        output: { entryFileNames: "main.js", chunkFileNames: "[name].js" },
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[];
  return new Map(
    outputs
      .flatMap(({ output }) => output)
      .filter((entry) => entry.type === "chunk")
      .map((chunk) => [chunk.fileName, chunk.code]),
  );
}
