import { expect, test } from "vitest";
import { parseMarkdown } from "../../../src/ui/boards/markdown.ts";

const text = (words: string) => ({ kind: "text", text: words });

test("headings, lists and paragraphs", () => {
  expect(parseMarkdown("# Launch\nFirst line\nsecond\n\n- one\n- two\n1. first\n\nEnd")).toEqual([
    { kind: "heading", level: 1, inlines: [text("Launch")] },
    { kind: "paragraph", lines: [[text("First line")], [text("second")]] },
    { kind: "list", ordered: false, items: [[text("one")], [text("two")]] },
    { kind: "list", ordered: true, items: [[text("first")]] },
    { kind: "paragraph", lines: [[text("End")]] },
  ]);
});

test("bold, italic, code and links in a line", () => {
  expect(parseMarkdown("a **b** *c* `d*e` [f](https://example.com/g) h")).toEqual([
    {
      kind: "paragraph",
      lines: [
        [
          text("a "),
          { kind: "strong", text: "b" },
          text(" "),
          { kind: "em", text: "c" },
          text(" "),
          { kind: "code", text: "d*e" },
          text(" "),
          { kind: "link", text: "f", href: "https://example.com/g" },
          text(" h"),
        ],
      ],
    },
  ]);
});

test.each([
  "<img src=x onerror=alert(1)>",
  "[x](javascript:alert(1))",
  "[x](data:text/html,<script>)",
  "2 * 3 * 4 and **",
  "[x](/relative)",
])("%s is the text it is", (given) => {
  const [block] = parseMarkdown(given);
  const inlines = block?.kind === "paragraph" ? block.lines.flat() : [];
  expect(inlines.map(({ kind }) => kind)).toEqual(inlines.map(() => "text"));
  expect(inlines.map((inline) => inline.text).join("")).toBe(given);
});

test.each([
  ["brackets", "[".repeat(200_000)],
  ["stars", "*".repeat(200_000)],
  ["a heading of nothing but spaces", `# ${" ".repeat(200_000)}\u2028`],
  ["an item of nothing but spaces", `- ${" ".repeat(200_000)}\u2028`],
])("a long run of %s is read at once", (_, text) => {
  const began = performance.now();
  expect(parseMarkdown(text)).toHaveLength(1);
  // With its square it takes minutes.
  expect(performance.now() - began).toBeLessThan(5_000);
});
