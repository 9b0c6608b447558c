import { createRoot } from "solid-js";
import { expect, test } from "vitest";
import { fail, success, type Result } from "../../../src/model/failure.ts";
import { createReading, type Reading } from "../../../src/ui/state/reading.ts";

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A reading whose answers are given one by one, in any order. */
function openReading() {
  const asked: ((answer: Result<{ files: number }>) => void)[] = [];
  let end = (): void => undefined;
  const reading = createRoot((dispose): Reading<{ files: number }> => {
    end = dispose;
    return createReading(() => new Promise((resolve) => void asked.push(resolve)));
  });
  return { reading, asked, end: () => end() };
}

test("what is under way is not asked again, and is once it is over", async () => {
  const { reading, asked } = openReading();
  reading.look();
  reading.look();
  expect(asked).toHaveLength(1);
  asked[0]?.(success({ files: 1 }));
  await settle();
  expect(reading.value()).toEqual({ files: 1 });
  reading.look();
  expect(asked).toHaveLength(2);
});

test("of several under way the last counts, and after its end none", async () => {
  const { reading, asked, end } = openReading();
  void reading.refresh();
  void reading.refresh();
  asked[1]?.(success({ files: 2 }));
  await settle();
  asked[0]?.(success({ files: 1 }));
  await settle();
  expect(reading.value()).toEqual({ files: 2 });
  void reading.refresh();
  end();
  asked[2]?.(success({ files: 3 }));
  await settle();
  expect(reading.value()).toEqual({ files: 2 });
});

test("a failure keeps what was read, and the same again is the same object", async () => {
  const { reading, asked } = openReading();
  void reading.refresh();
  asked[0]?.(success({ files: 1 }));
  await settle();
  const first = reading.value();
  void reading.refresh();
  asked[1]?.(fail({ kind: "cancelled", message: "" }));
  await settle();
  expect(reading.failure()?.kind).toBe("cancelled");
  void reading.refresh();
  asked[2]?.(success({ files: 1 }));
  await settle();
  expect(reading.failure()).toBeUndefined();
  expect(reading.value()).toBe(first);
});
