import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Slice } from "../../../src/slice/slice.ts";
import { MARKS, toScriptJson, writeSliceFile } from "../../../src/slice/write-slice-file.ts";

const HOSTILE = [
  "</script><script>alert(1)</script>",
  "<!--<script>",
  "<img src=x onerror=alert(1)>",
  "a\u202egnp.exe\u2066\u200f",
  "=1+1",
  "$& $1 $` %lochan-slice%",
  "\ud800 lone",
  "\u2028\u2029",
  "__proto__",
];

const sliceWith = (text: string): Slice => ({
  ...{ version: 1, title: text, note: text, project: text, timeZone: "UTC", madeAt: 0 },
  ...{ generation: 0, sequence: 0, leastUsers: 5, filters: [], traffic: "all", granularity: "day" },
  ranges: [{ from: 0, to: 1, events: 9, users: 9, sessions: 9 }],
  lists: [{ panel: text, label: text, property: text, parts: [{ rows: [[text, 9]], rest: 0, of: "list" }] }],
});

const TEMPLATE = `<title>${MARKS.title}</title><i id="${MARKS.digest}"></i><script type="application/json">${MARKS.slice}</script><b>end</b>`;

const split = (html: string) =>
  /^<title>(.*?)<\/title><i id="(.*?)"><\/i><script type="application\/json">(.*?)<\/script><b>end<\/b>$/s.exec(
    html,
  ) ?? [];

test("whatever a slice says, it stays inside its element, and is read back as it was", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 30 })),
      async (text) => {
        const slice = sliceWith(text);
        const html = await (await writeSliceFile(TEMPLATE, slice)).text();
        const [, title, digest, json] = split(html);
        expect(JSON.parse(json ?? "")).toEqual(slice);
        expect(json).not.toMatch(/[<>&\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
        expect(title).not.toMatch(/[<>"]/);
        expect(digest).toBe(
          createHash("sha256")
            .update(json ?? "")
            .digest("hex"),
        );
      },
    ),
  );
});

test("a title's marks and replacement patterns are text", async () => {
  const html = await (await writeSliceFile(TEMPLATE, sliceWith("$& %lochan-slice%"))).text();
  expect(split(html)[1]).toBe("&#36;&#38; &#37;lochan-slice&#37;");
});

test("a template that lost a mark is a bug, not a file without numbers", async () => {
  await expect(writeSliceFile("<title></title>", sliceWith("a"))).rejects.toThrow("%lochan-title%");
});

test("JSON of other values is JSON", () => {
  expect(toScriptJson({ a: [null, 1, "é<"] })).toBe('{"a":[null,1,"é\\u003c"]}');
});
