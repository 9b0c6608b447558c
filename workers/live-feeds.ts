import * as Comlink from "comlink";
import { makeFeedRunner } from "../src/engine/feed-runner.ts";

// Started by the engine's worker, under the same name.
const [, databaseName] = self.name.split(":");
const { signal } = new AbortController();
Comlink.expose(
  makeFeedRunner({
    locks: navigator.locks,
    violations: (listener) =>
      self.addEventListener("securitypolicyviolation", ({ blockedURI }) => listener(blockedURI)),
    signal,
    ...(databaseName ? { databaseName } : {}),
  }),
);
