import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFeedChannel, type FeedMessage } from "../../../src/feed/feed-channel.ts";

let abort: AbortController;
let name: string;
let channels = 0;
beforeEach(() => {
  abort = new AbortController();
  name = `feed-test-${process.pid}-${channels++}`;
});
afterEach(() => abort.abort());

const open = (signal = abort.signal) => openFeedChannel({ name, signal });
const advanced: FeedMessage = { version: 1, kind: "advanced", epoch: 1, from: 1, to: 2 };
const next = (channel: ReturnType<typeof open>) =>
  new Promise<FeedMessage>((resolve) => {
    const stop = channel.subscribe((message) => {
      stop();
      resolve(message);
    });
  });

describe("the feed channel", () => {
  it("tells the other tabs and this one", async () => {
    const [here, there] = [open(), open()];
    const heard = Promise.all([next(here), next(there)]);
    here.post(advanced);
    expect(await heard).toEqual([advanced, advanced]);
  });

  it("ignores strangers and other versions", async () => {
    const channel = open();
    const stranger = new BroadcastChannel(name);
    const first = next(channel);
    for (const message of [
      null,
      "advanced",
      { ...advanced, version: 2 },
      { ...advanced, to: "2" },
      { ...advanced, from: -1 },
      { version: 1, kind: "erase" },
    ])
      stranger.postMessage(message);
    stranger.postMessage({ version: 1, kind: "arrived" });
    expect(await first).toEqual({ version: 1, kind: "arrived" });
    stranger.close();
  });

  it("is silent once its signal has aborted", () => {
    const heard: FeedMessage[] = [];
    const closing = new AbortController();
    const channel = open(closing.signal);
    channel.subscribe((message) => heard.push(message));
    closing.abort();
    channel.post(advanced);
    expect(heard).toEqual([]);
  });

  it("lets a listener stop", () => {
    const heard: FeedMessage[] = [];
    const channel = open();
    channel.subscribe((message) => heard.push(message))();
    channel.post(advanced);
    expect(heard).toEqual([]);
  });
});
