import { expect, onTestFinished, test } from "vitest";
import { breathe } from "../../../src/log/breathe.ts";

async function orderOf(rounds: number): Promise<string[]> {
  const order: string[] = [];
  for (let round = 0; round < rounds; round++) {
    addEventListener("message", () => order.push("answered"), { once: true });
    postMessage("asked", "*");
    await breathe();
    order.push("went on");
  }
  return order;
}
const EXPECTED = Array.from({ length: 20 }, () => ["answered", "went on"]).flat();

test("what waited before goes before what breathes", async () => {
  expect(await orderOf(20)).toEqual(EXPECTED);
});

test("so it is where the browser has no scheduler", async () => {
  const known = Object.getOwnPropertyDescriptor(globalThis, "scheduler")!;
  onTestFinished(() => void Object.defineProperty(globalThis, "scheduler", known));
  Object.defineProperty(globalThis, "scheduler", { value: undefined, configurable: true });
  expect(await orderOf(20)).toEqual(EXPECTED);
});
