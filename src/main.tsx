import { createSignal } from "solid-js";
import { render } from "solid-js/web";
import { connectEngine } from "./engine/client.ts";
import { makeConsoleApi } from "./engine/console-api.ts";
import { App } from "./ui/shell/app.tsx";
import { createOfflineState } from "./ui/shell/offline-state.ts";
import { createFirstPaint } from "./ui/state/first-paint.ts";

const { firstPaint, read } = createFirstPaint();
// The engine takes the processor and the storage that the first numbers wait for: it comes after them.
const worker = read.then(
  () => new Worker(new URL("../workers/engine.ts", import.meta.url), { type: "module", name: "engine" }),
);
const engine = connectEngine(worker);
window.lochanApp = makeConsoleApi(engine.api);

const root = document.getElementById("app");
if (!root) throw new Error("index.html has no #app.");
const [engineFailed, setEngineFailed] = createSignal(false);
void engine.failed.then(() => {
  setEngineFailed(true);
  // Nothing is on its way any more: what holds its place stands still.
  document.documentElement.dataset["engine"] = "failed";
});
render(
  () => (
    <App
      engine={engine.api}
      engineFailed={engineFailed}
      firstPaint={firstPaint}
      offline={createOfflineState()}
    />
  ),
  root,
);

const { signal } = new AbortController();
void import("./bridge/receive-opened.ts").then(({ receiveFromOpenedSites }) =>
  receiveFromOpenedSites(signal),
);
