import { expect, it } from "vitest";
import type { ImportHistoryEntry } from "../../../src/model/import.ts";
import type { TotalsReceipt } from "../../../src/model/daily-totals.ts";
import { success } from "../../../src/model/failure.ts";
import { totalsReceipt } from "../../../src/ui/receipts/totals-receipt.ts";

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2024, 0, 1);
const SPAN = { from: FIRST, before: FIRST + 2 * DAY_MS };
const told = (more: Partial<TotalsReceipt> = {}): TotalsReceipt => ({
  answer: {
    extent: { first: "2024-01-01", last: "2024-01-02" },
    days: [
      { day: "2024-01-01", counts: { visits: 6, pageviews: 20 } },
      { day: "2024-01-02", counts: { visits: 3, pageviews: 9 } },
    ],
    groups: [{ table: "pages", rows: [{ label: "/", counts: { pageviews: 15 } }], others: 2 }],
  },
  parts: [
    { importId: "i1", importedAt: FIRST + 9 * DAY_MS, table: "visitors", days: 1, lines: 1 },
    { importId: "i2", importedAt: FIRST + 9 * DAY_MS, table: "visitors", days: 1, lines: 1 },
    { importId: "i1", importedAt: FIRST + 9 * DAY_MS, table: "pages", days: 2, lines: 4 },
  ],
  ...{ timeZone: "UTC", ms: 2 },
  ...more,
});
const engineOf = (...receipts: TotalsReceipt[]) => ({
  totalsReceipt: () => Promise.resolve(success(receipts.length > 1 ? receipts.shift()! : receipts[0]!)),
  imports: () => Promise.resolve(success([{ id: "i1", fileName: "plausible.zip" } as ImportHistoryEntry])),
});
const view = async (table: "visitors" | "pages", ...receipts: TotalsReceipt[]) => {
  const made = await totalsReceipt(engineOf(...receipts), "p", SPAN, table);
  if (!made.ok) throw new Error(made.failure.kind);
  return made.value;
};

it("tells of which imports figures are, and of how much of them", async () => {
  const days = await view("visitors", told());
  expect(days.facts[0]).toEqual(["Answer", "9 visits, 29 page views"]);
  expect(days.facts.filter(([label]) => label === "From").map(([, words]) => words.split(", ")[0])).toEqual([
    "“plausible.zip”",
    "an import of another device",
  ]);
  expect(days.buckets).toEqual({ unit: "day", starts: [FIRST, FIRST + DAY_MS], timeZone: "UTC" });
  const pages = await view("pages", told());
  expect(pages.facts).toContainEqual(["Not listed", "2 more values"]);
  expect(pages.facts.filter(([label]) => label === "From")).toHaveLength(1);
  expect(pages.record).not.toBe(days.record);
});

it("is the same by what is told, whichever imports that came with, and says what changed", async () => {
  const other = told({ parts: told().parts.map((part) => ({ ...part, importId: "elsewhere" })), ms: 9 });
  expect((await view("visitors", other)).record).toBe((await view("visitors", told())).record);
  const again = await (await view("visitors", told(), told({ ms: 7 }))).runAgain();
  expect(again).toEqual(success({ isSame: true, words: ["They are of the same imports."] }));
  const [one] = told().answer.days;
  const fewer = told({ answer: { ...told().answer, days: [one!] }, parts: told().parts.slice(0, 1) });
  const changed = await (await view("visitors", told(), fewer)).runAgain();
  expect(changed.ok && changed.value.isSame).toBe(false);
  expect(changed.ok && changed.value.words.join()).toContain("other imports");
});
