import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import sirv from "sirv";
import { build } from "vite";
import { expect, test } from "./app-test.ts";
import { createProject } from "./call-app.ts";
import { closeServer, listen } from "./serve-site.ts";
import { storedEvents } from "./tracked-site.ts";

test.use({ expectedComplaints: [/^request to another origin: http:\/\/localhost:\d+\//] });

const DIST = process.env["LOCHAN_TEST_DIST"] ?? "dist";

const source = (origin: string, project: string): string => `
import { init, type Lochan } from "lochan/snippet";
const options = { project: "${project}", key: "k", host: "${origin}", auto: ["page"] } as const;
const lochan: Lochan = init(options);
lochan("bundled", { plan: "pro" });
// @ts-expect-error: a project is needed
const unused = (): Lochan => init({ key: "k" });
// @ts-expect-error: nobody is number five
const nobody = (): void => lochan.identify(5);
const flushed = lochan.flush().then(() => "delivered", (error: Error) => error.message);
Object.assign(window, { flushed, same: init(options) === lochan, unused, nobody });
`;
const tagged = `
import "./lochan.d.ts";
lochan("clicked", { plan: "pro" });
window.lochan.flush().then(() => lochan.status().transport satisfies string);
// @ts-expect-error: there is no such call
lochan.track("clicked");
`;

test("a bundler and the type checker take lochan/snippet as a package, and what the bundle records arrives", async ({
  app,
  profile,
  origins,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "lochan-bundle-"));
  const installed = join(folder, "node_modules/lochan");
  await mkdir(join(installed, "dist"), { recursive: true });
  await cp("package.json", join(installed, "package.json"));
  for (const file of ["lochan.mjs", "lochan.d.mts"])
    await cp(join(DIST, file), join(installed, "dist", file));
  await cp(join(DIST, "lochan.d.ts"), join(folder, "lochan.d.ts"));
  await writeFile(join(folder, "main.ts"), source(origins.app, "tracked"));
  await writeFile(join(folder, "tagged.ts"), tagged);
  await writeFile(
    join(folder, "index.html"),
    '<!doctype html><title>Bundle</title><link rel="icon" href="data:,"><script type="module" src="main.ts"></script>',
  );
  const compilerOptions = {
    ...{ strict: true, noEmit: true, types: [], target: "es2022", lib: ["es2022", "dom"] },
    ...{ module: "esnext", moduleResolution: "bundler", allowImportingTsExtensions: true },
  };
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["main.ts", "tagged.ts"] }),
  );
  const checked = await promisify(execFile)(resolve("node_modules/.bin/tsc"), ["-p", folder]).catch(
    ({ stdout }: { stdout: string }) => ({ stdout }),
  );
  expect(checked.stdout).toBe("");

  await build({ root: folder, configFile: false, logLevel: "error", build: { outDir: "out" } });
  const server = createServer(sirv(join(folder, "out")));
  const origin = `http://localhost:${await listen(server)}`;
  const project = await createProject(app, "Tracked", { id: "tracked", writeKey: "k", origins: [origin] });

  const page = await profile.newPage();
  await page.goto(origin);
  const bundle = await page.evaluate(async () => {
    const { flushed, same } = window as unknown as { flushed: Promise<string>; same: boolean };
    return { flushed: await flushed, same, onWindow: "lochan" in window };
  });
  expect(bundle).toEqual({ flushed: "delivered", same: true, onWindow: false });
  await expect
    .poll(async () => (await storedEvents(app, project)).map(({ name }) => name))
    .toEqual(["page_view", "bundled"]);
  await closeServer(server);
  await rm(folder, { recursive: true });
});
