import { describe, expect, it } from "vitest";
import { readBrowserContext } from "../../../src/intake/browser-context.ts";
import type { LochanEvent, Properties } from "../../../src/model/event.ts";
import { toEventId } from "../../../src/model/identifier.ts";
import { CONTEXT_PROPERTIES } from "../../../src/model/tracking-plan.ts";
import { eventSummary } from "../../../src/ui/overview/event-summary.ts";

const event = (name: string, source: string, properties: Properties): LochanEvent => ({
  id: toEventId("e"),
  type: "track",
  name,
  properties,
  distinctId: "d",
  timestamp: 0,
  receivedAt: 0,
  source,
});
const SNIPPET = "snippet:https://shop.example";

describe("an event's summary", () => {
  it("is the path of a page", () => {
    expect(eventSummary(event("page_view", SNIPPET, { title: "Teas", path: "/teas" }))).toBe("/teas");
  });

  it("shows what the site said of a snippet's event, not what was added to it", () => {
    const properties = { path: "/cart", query: "oolong", device: "desktop", browser: "Chrome", os: "Linux" };
    expect(eventSummary(event("search", SNIPPET, properties))).toBe("query: oolong · /cart");
  });

  it("begins with the path of a file's row, whatever it is called", () => {
    const properties = { added: 3, ext: "ts", file_path: "src/main.ts", device: "tablet", $cut: 1 };
    expect(eventSummary(event("file_changed", "file:git.ndjson", properties))).toBe(
      "src/main.ts · added: 3 · ext: ts",
    );
  });

  it("knows everything the receiver adds", () => {
    const { every, page } = readBrowserContext({
      navigator: {
        userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
        language: "en",
        webdriver: true,
      },
      screen: { width: 1, height: 1 },
    } as unknown as Window);
    const added = Object.keys({ ...every, ...page }).filter((key) => !key.startsWith("$"));
    expect(added.length).toBeGreaterThan(4);
    expect(added.filter((key) => !CONTEXT_PROPERTIES.has(key))).toEqual([]);
  });

  it("is no longer than a row can show, whatever an event carries", () => {
    const text = "x".repeat(7_000);
    const summaries = [
      eventSummary(event("page_view", SNIPPET, { path: text })),
      eventSummary(event("odd", SNIPPET, { a: text, b: { deep: [text] }, c: text })),
      eventSummary(event("odd", SNIPPET, { a: `${"x".repeat(296)}\u{1f600}tail` })),
    ];
    for (const summary of summaries) {
      expect(summary.length).toBe(301);
      expect(summary.isWellFormed()).toBe(true);
    }
  });
});
