import { expect, test } from "vitest";
import { joinColumns } from "../../../src/log/join-columns.ts";
import { makeLocalEncoder } from "../../../src/log/local-events.ts";
import { rowPrints } from "../../../src/log/row-prints.ts";
import { selectRows } from "../../../src/log/select-rows.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { makeEvent } from "../../support/rolled-project.ts";

const event = (index: number, more: Partial<LochanEvent> = {}): LochanEvent =>
  makeEvent({
    id: index % 2 === 0 ? `0190a000-0000-7000-8000-${String(index).padStart(12, "0")}` : `own-${index}`,
    timestamp: index,
    properties: { index, text: `t${index % 3}`, ...(index % 4 === 0 && { rare: true }) },
    ...(index % 3 === 0 && { sentAt: index }),
    ...more,
  });
const columnsOf = (events: readonly LochanEvent[]) => {
  const encoder = makeLocalEncoder(events.length);
  for (const each of events) encoder.add(each);
  return encoder.finish().columns;
};
const all = Array.from({ length: 12 }, (_, index) => event(index));

test("a row has the same print however its entry is cut and joined", async () => {
  const columns = columnsOf(all);
  const prints = [...rowPrints(columns)];
  expect(new Set(prints).size).toBe(12);
  const halves = [0, 6].map((from) =>
    selectRows(
      columns,
      Array.from({ length: 6 }, (_, at) => from + at),
    ),
  );
  expect(halves.flatMap((half) => [...rowPrints(half)])).toEqual(prints);
  expect([...rowPrints(await joinColumns(halves))]).toEqual(prints);
  expect([...rowPrints(selectRows(columns, [7]))]).toEqual([prints[7]]);
});

test("another content under the same id has another print", () => {
  const [print] = rowPrints(columnsOf([event(6)]));
  for (const more of [
    { properties: {} },
    { properties: { index: 6.5, text: "t0" } },
    { timestamp: 7 },
    { userId: "ann" },
    { receivedAt: 5 },
  ])
    expect(rowPrints(columnsOf([event(6, more)]))[0]).not.toBe(print);
});
