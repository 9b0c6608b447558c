import { afterEach, expect, test } from "vitest";
import { downloadInto } from "../../../src/ui/shell/offline-download.ts";

const CACHE = "lochan-test-downloads";
afterEach(() => caches.delete(CACHE));

const kept = async (): Promise<string[]> => (await (await caches.open(CACHE)).keys()).map(({ url }) => url);

const source = new URL("../../../public/icons/lochan-192.png", import.meta.url).href;

test("a part is kept whole, with its type, and the progress ends at one", async () => {
  const fractions: (number | undefined)[] = [];
  await downloadInto(CACHE, [source], (fraction) => fractions.push(fraction));
  expect(await kept()).toEqual([source]);
  const response = await caches.match(source);
  expect(response?.headers.get("Content-Type")).toBe("image/png");
  expect((await response?.arrayBuffer())?.byteLength).toBe(
    (await (await fetch(source)).arrayBuffer()).byteLength,
  );
  expect(fractions.at(-1)).toBe(1);
});

test("a page in place of a part is refused, and the parts before it stay", async () => {
  const page = `${location.origin}/nothing-here-${Date.now()}`;
  await expect(downloadInto(CACHE, [source, page], () => undefined)).rejects.toThrow(
    /could not be downloaded/,
  );
  expect(await kept()).toEqual([source]);
});
