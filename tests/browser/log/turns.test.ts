import { expect, test } from "vitest";
import { breathe } from "../../../src/log/turns.ts";

test("what waited before goes before what breathes", async () => {
  const order: string[] = [];
  addEventListener("message", ({ data }) => data === "asked" && order.push("answered"));
  for (let round = 0; round < 20; round++) {
    postMessage("asked", "*");
    await breathe();
    order.push("went on");
  }
  expect(order).toEqual(Array.from({ length: 20 }, () => ["answered", "went on"]).flat());
});
