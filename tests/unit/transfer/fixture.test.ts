import { expect, it } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import { FIXTURE_EVENTS } from "../../../src/model/fixture.ts";
import { readFixture, writeFixture } from "../../../src/transfer/fixture.ts";
import { gzip, toBlob } from "../../support/import-fixtures.ts";
import { failureOf, valueOf } from "../../support/open-catalog.ts";
import { makeEvent } from "../../support/admitted-log.ts";

async function* pagesOf(...pages: LochanEvent[][]): AsyncGenerator<LochanEvent[]> {
  for (const page of pages) yield page;
}
const at = (timestamp: number, given: Partial<LochanEvent> = {}): LochanEvent =>
  makeEvent({ timestamp, ...given });
const linesOf = async (blob: Blob): Promise<Record<string, unknown>[]> =>
  (await blob.text())
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it("writes the earliest first, with times after the first and nothing that differs from run to run", async () => {
  const later = at(1_700_000_000_250, { name: "b", userId: "ann", sessionId: "s", sentAt: 5 });
  const blob = valueOf(
    await writeFixture(pagesOf([later], [at(1_700_000_000_000, { name: "a" })]), "relative"),
  );
  expect(await linesOf(blob)).toEqual([
    { at: 0, type: "track", name: "a", properties: {}, distinctId: "device-1" },
    {
      at: 250,
      type: "track",
      name: "b",
      properties: {},
      distinctId: "device-1",
      userId: "ann",
      sessionId: "s",
    },
  ]);
});

it("writes events as they were, as an export does", async () => {
  const event = at(1_700_000_000_000, { name: "a", properties: { n: 1 } });
  const blob = valueOf(await writeFixture(pagesOf([event]), "kept"));
  expect(await linesOf(blob)).toEqual([
    expect.objectContaining({ id: event.id, timestamp: "2023-11-14T22:13:20.000Z", source: "api" }),
  ]);
});

it.each(["relative", "kept"] as const)("reads back what it wrote, %s", async (times) => {
  const events = [
    at(1_700_000_000_000, { name: "a", properties: Object.fromEntries([["__proto__", 1]]) }),
    at(1_700_000_000_010, { name: "b", type: "page", userId: "ann", sessionId: "s" }),
  ];
  const { events: read, refused } = valueOf(
    await readFixture(valueOf(await writeFixture(pagesOf(events), times))),
  );
  expect(refused).toBe(0);
  expect(read.map(({ timestamp }) => timestamp - read[0]!.timestamp)).toEqual([0, 10]);
  for (const [n, event] of read.entries()) {
    const { type, name, properties, distinctId, userId, sessionId } = events[n]!;
    expect({ userId: undefined, sessionId: undefined, ...event, timestamp: 0 }).toEqual({
      ...{ type, name, properties, distinctId, userId, sessionId, timestamp: 0 },
    });
  }
});

it("reads a packed file, and refuses each line that is no event on its own", async () => {
  const good = '{"at":5,"name":"a","distinctId":"d"}';
  const text = [
    '{"at":0,"name":"a","distinctId":"d"}',
    "[1]",
    good,
    '{"at":1}',
    good.replace('"at":5', '"timestamp":9'),
  ].join("\n");
  const fixture = valueOf(await readFixture(toBlob(await gzip(text))));
  expect(fixture.events.map(({ timestamp }) => timestamp)).toEqual([0, 5]);
  expect(fixture.refused).toBe(3);
  expect(fixture.refusedLines).toEqual([
    { line: 2, reason: "The line is not a JSON object." },
    { line: 4, reason: "name is missing." },
    { line: 5, reason: "at is missing: the lines before have times after the first event." },
  ]);
});

it.each([
  ["", /empty/],
  ["<html>\n</html>", /No line of the file is an event. Line 1/],
  ['{"name":"a"}', /distinctId is missing/],
])("says what is wrong with a file of nothing: %j", async (text, words) => {
  expect(failureOf(await readFixture(toBlob(text)))).toMatchObject({
    kind: "unreadable-file",
    message: expect.stringMatching(words),
  });
});

it("has its limit, either way", async () => {
  const many = Array.from({ length: FIXTURE_EVENTS + 1 }, () => at(1));
  expect(failureOf(await writeFixture(pagesOf(many), "kept")).kind).toBe("oversize-batch");
  const lines = '{"at":0,"name":"a","distinctId":"d"}\n'.repeat(FIXTURE_EVENTS + 1);
  expect(failureOf(await readFixture(new Blob([lines]))).kind).toBe("oversize-batch");
});

it("is nothing when it was cancelled on the way", async () => {
  const stop = new AbortController();
  stop.abort();
  expect(failureOf(await writeFixture(pagesOf([at(1)]), "kept", stop.signal)).kind).toBe("cancelled");
});

it("stops reading when it is cancelled, also amid lines that are no events", async () => {
  const none = new AbortController();
  none.abort();
  const good = toBlob('{"at":0,"name":"a","distinctId":"d"}');
  expect(failureOf(await readFixture(good, none.signal)).kind).toBe("cancelled");

  const stop = new AbortController();
  const reading = readFixture(new Blob(["[1]\n".repeat(2_000_000)]), stop.signal);
  setTimeout(() => stop.abort());
  expect(failureOf(await reading).kind).toBe("cancelled");
});
