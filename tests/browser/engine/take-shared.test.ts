import { afterEach, expect, test } from "vitest";
import { SHARED_CACHE, SHARED_NAME } from "../../../src/engine/offline-messages.ts";
import { takeShared } from "../../../src/engine/take-shared.ts";
import { forgetShared, readShared } from "../../../src/ui/data/handed-files.ts";

afterEach(forgetShared);

const share = (parts: Record<string, (string | File)[]>): Promise<Response> => {
  const body = new FormData();
  for (const [name, values] of Object.entries(parts)) for (const value of values) body.append(name, value);
  return takeShared(new Request("/share", { method: "POST", body }));
};

const read = async () =>
  Promise.all((await readShared()).files.map(async (file) => [file.name, await file.text()] as const));

test("shared files wait under their names, whatever these are", async () => {
  const names = ["..", ".", "a/b?c#d.csv", "a/b?c#d.csv", "ü 🫖.ndjson"];
  const response = await share({ files: names.map((name, index) => new File([`${index}`], name)) });
  expect(response.status).toBe(303);
  expect(new URL(response.headers.get("location") ?? "").search).toBe("?shared");
  // A form takes a slash of a name for what it is not.
  expect((await read()).map(([, text]) => text)).toEqual(["0", "1", "2", "3", "4"]);
  expect((await read()).at(-1)?.[0]).toBe("ü 🫖.ndjson");
});

test("a share takes the place of the one before it, and text alone is a file too", async () => {
  await share({ files: [new File(["old"], "old.csv")] });
  await share({ title: ["Orders"], text: ["a,b"] });
  expect(await read()).toEqual([["shared.txt", "Orders\na,b"]]);
});

test("of many files the first twenty wait, and a post that brings nothing leaves them", async () => {
  await share({ files: Array.from({ length: 25 }, (_, index) => new File([`${index}`], `${index}.csv`)) });
  expect(await read()).toHaveLength(20);
  expect((await readShared()).leftOut).toBe(5);
  const response = await takeShared(new Request("/share", { method: "POST", body: "no form" }));
  expect(response.status).toBe(303);
  await share({ text: [""], other: ["text"], files: [new File([], "")] });
  expect(await read()).toHaveLength(20);
  await forgetShared();
  await share({ files: [new File([], "")], text: ["a,b"] });
  expect(await read()).toEqual([["shared.txt", "a,b"]]);
});

test("of a name without end its end is kept, which says what the file is", async () => {
  await share({ files: [new File(["1"], `${"🫖".repeat(1_000_000)}.csv`)] });
  const cache = await caches.open(SHARED_CACHE);
  const kept = await cache.match((await cache.keys())[0]!);
  expect(kept?.headers.get(SHARED_NAME)?.length).toBeLessThan(10_000);
  expect((await read())[0]?.[0]).toMatch(/🫖\.csv$/u);
});
