import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import type { Lochan } from "../../../src/snippet/api.ts";
import { SNIPPET_STUB, snippetMarkup, STUB_LIMIT_BYTES } from "../../../src/snippet/stub.ts";

const load = (window: { lochan?: Lochan }): Lochan => {
  runInNewContext(SNIPPET_STUB, { window });
  if (!window.lochan) throw new Error("The stub defines nothing.");
  return window.lochan;
};

describe("the inline stub", () => {
  it("is at most 220 bytes", () => {
    expect(Buffer.byteLength(SNIPPET_STUB)).toBeLessThanOrEqual(STUB_LIMIT_BYTES);
  });
  it("keeps every call, in order, and answers each later", async () => {
    const lochan = load({});
    lochan("first", { a: 1 });
    const flushed = lochan.flush();
    lochan.identify("ann");
    for (const method of ["page", "reset", "optOut", "optIn", "connect", "status"] as const) lochan[method]();
    expect(lochan.q?.map(([method]) => method)).toEqual([
      "",
      "flush",
      "identify",
      "page",
      "reset",
      "optOut",
      "optIn",
      "connect",
      "status",
    ]);
    expect(lochan.q?.[0]?.[1]).toEqual(["first", { a: 1 }]);
    lochan.q?.[1]?.[2]("done");
    expect(await flushed).toBe("done");
  });
  it("leaves a lochan that is there alone", () => {
    const there = Object.assign(() => undefined, { page: () => undefined }) as unknown as Lochan;
    expect(load({ lochan: there })).toBe(there);
  });
});

describe("the markup to paste", () => {
  it("names script, project and key", () => {
    expect(snippetMarkup({ origin: "https://lochan.example/", projectId: "p1", key: "k" })).toBe(
      `<script>${SNIPPET_STUB}</script>\n<script async src="https://lochan.example/lochan.js" data-project="p1" data-key="k"></script>`,
    );
  });
  it("cannot be broken out of", () => {
    expect(snippetMarkup({ origin: "o", projectId: `"><script>`, key: "&" })).toContain(
      `data-project="&#34;&#62;&#60;script&#62;" data-key="&#38;"`,
    );
  });
});
