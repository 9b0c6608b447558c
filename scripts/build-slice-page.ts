import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";
import solid from "vite-plugin-solid";
import { MARKS, SLICE_ID } from "../src/slice/write-slice-file.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * The page that a dashboard's slice is written into: everything inline, and a policy under which it loads nothing
 * and runs nothing but what it was made with.
 */
export async function buildSlicePage({ minify }: { minify: boolean }): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    logLevel: "warn",
    publicDir: false,
    plugins: [solid()],
    build: {
      write: false,
      target: "es2023",
      minify,
      cssMinify: minify,
      modulePreload: false,
      rolldownOptions: {
        input: join(root, "src/ui/one-file/main.tsx"),
        // As "iife" its styles would be in its script, which the policy does not let write any.
        output: { format: "es" },
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[];
  const parts = outputs.flatMap((output) => output.output);
  const chunks = parts.filter((part) => part.type === "chunk");
  const sheets = parts
    .filter((part) => part.type === "asset")
    .filter(({ fileName }) => fileName.endsWith(".css"));
  const [chunk] = chunks;
  if (!chunk || chunks.length > 1 || parts.length > 1 + sheets.length)
    throw new Error("The page of a slice did not build into one script and its styles.");
  const script = chunk.code.trim().replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const style = [
    "@layer vendor, reset, base, controls, pages;",
    ...sheets.map(({ source }) => String(source)),
  ]
    .join("\n")
    .trim();
  if (/<\/style|url\(|@import/i.test(style)) throw new Error("The styles of a slice's page load something.");
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${MARKS.title}</title>
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>The numbers of this page are shown by its own script, which loads nothing.</noscript>
<script type="application/json" id="${SLICE_ID}" data-sha256="${MARKS.digest}">${MARKS.slice}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}
