import { expect, test } from "vitest";
import type { Project } from "../../../src/model/project.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { parseLabAddress, proposeAddress } from "../../../src/ui/lab/lab-address.ts";
import { parseLabNote } from "../../../src/ui/lab/parse-lab-note.ts";
import { nextName } from "../../../src/ui/lab/runs-state.ts";
import { siteState } from "../../../src/ui/lab/site-state.ts";
import { timingOf } from "../../../src/ui/lab/timing.ts";
import type { Contact } from "../../../src/ui/lab/create-lab-trail.ts";
import { makeEvent } from "../../support/admitted-log.ts";

test.each([
  ["https://shop.example/start?x=1#y", "https://shop.example/start?x=1#y", "https://shop.example"],
  ["shop.example", "https://shop.example/", "https://shop.example"],
  [" localhost:3000/app ", "http://localhost:3000/app", "http://localhost:3000"],
])("an address as it is typed: %s", (typed, href, origin) => {
  expect(parseLabAddress(typed)).toEqual({ ok: true, value: { href, origin } });
});

test.each([
  "",
  "https://*.example.com",
  "javascript:alert(1)",
  "ftp://shop.example",
  "https://user:pass@shop.example",
  "two words",
])("what is no page to open is refused: %j", (typed) => {
  expect(parseLabAddress(typed).ok).toBe(false);
});

const project: Project = {
  id: toProjectId("p"),
  name: "Shop",
  timeZone: "UTC",
  writeKey: "k",
  allowedOrigins: ["https://*.shop.example", "https://shop.example"],
  sessionIdleMs: 1,
  createdAt: 0,
  updatedAt: 0,
};

test("the first address is the project's own site, or the demo's shop", () => {
  const here = new URL("http://localhost:4173/lab");
  expect(proposeAddress(project, here)).toBe("https://shop.example");
  expect(proposeAddress({ ...project, allowedOrigins: [] }, here)).toBe("");
  expect(proposeAddress({ ...project, id: toProjectId("demo") }, here)).toBe("http://localhost:4174/");
});

test("the steps of an event are told where they are known", () => {
  const event = makeEvent({ timestamp: 1_000, receivedAt: 1_500, sentAt: 1_490 });
  const ms = (seen: Parameters<typeof timingOf>[0], shownAt?: number) =>
    timingOf(seen, shownAt).map((step) => [step.name, step.ms]);
  const seen = { kind: "event", key: "k", event, resends: 0 } as const;
  expect(ms({ ...seen, storedAt: 1_503 }, 1_520)).toEqual([
    ["waited", 500],
    ["sent", 10],
    ["stored", 3],
    ["shown", 17],
  ]);
  expect(ms(seen, 1_520)).toEqual([
    ["waited", 500],
    ["sent", 10],
  ]);
  // Ten years off: the difference of the clocks is no way.
  expect(ms({ ...seen, event: { ...event, sentAt: 1_500 - 3e11 } })).toEqual([["waited", 500]]);
  expect(ms({ ...seen, event: { ...event, sentAt: 1_600 } })).toEqual([["waited", 500]]);
});

test("runs are named one after the greatest number", () => {
  expect(nextName([])).toBe("Run 1");
  expect(nextName([{ name: "Run 2" }, { name: "Checkout" }, { name: "Run 10" }])).toBe("Run 11");
});

test("it is said how it stands with the site", () => {
  const opened = { at: 0, blocked: false, closed: false };
  const contact: Contact = { at: 5, via: "opener", projectId: "p" };
  const title = (given: Partial<Parameters<typeof siteState>[0]>): string | undefined =>
    siteState({
      ...{ project, allowed: true, contact: undefined, opened: undefined, now: 0 },
      projectName: (id) => (id === "q" ? "Other" : undefined),
      ...given,
    })?.title;
  expect(title({})).toBeUndefined();
  expect(title({ opened })).toMatch(/Waiting/);
  expect(title({ opened, now: 11_000 })).toMatch(/Nothing has answered/);
  expect(title({ opened: { ...opened, closed: true } })).toMatch(/tie to the window is gone/);
  expect(title({ opened: { ...opened, blocked: true } })).toMatch(/opened no window/);
  expect(title({ opened, now: 11_000, contact })).toBe("The site is connected");
  expect(title({ contact: { ...contact, projectId: "q" } })).toMatch(/another project/);
  const failure = { kind: "wrong-key", message: "" } as const;
  expect(title({ contact: { ...contact, failure } })).toMatch(/key/);
  const stranger = { kind: "origin-not-allowed", message: "", origin: "o" } as const;
  expect(title({ contact: { ...contact, failure: stranger } })).toBe("The site may send now");
  expect(title({ allowed: false, contact: { ...contact, failure: stranger } })).toBeUndefined();
});

test("word of receivers is parsed", () => {
  const event = makeEvent();
  const note = {
    ...{ version: 1, via: "iframe", origin: "https://a.example", projectId: "p" },
    ...{ sentAt: 1, receivedAt: 1, storedAt: 1, events: [event], refused: [] },
  };
  expect(parseLabNote(note)).toEqual(note);
  expect(parseLabNote({ ...note, version: 2 })).toBeUndefined();
  expect(parseLabNote({ ...note, via: "endpoint" })).toBeUndefined();
  expect(parseLabNote({ ...note, events: [{ ...event, properties: [] }] })).toBeUndefined();
});
