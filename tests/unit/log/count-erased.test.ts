import { expect, it } from "vitest";
import { openDatabase } from "../../../src/database/database.ts";
import { countErased } from "../../../src/log/count-erased.ts";
import { afterNextRead } from "./after-next-read.ts";
import { admitAll, arrive, makeEvent, openLog, shop } from "../../support/admitted-log.ts";

it("counts what an erasure would take while others come, and of everything", async () => {
  const { db, admission } = await openLog();
  const add = async (...events: Parameters<typeof makeEvent>[0][]) => {
    await arrive(
      db,
      shop,
      events.map((event) => makeEvent(event)),
    );
    await admitAll(admission);
  };
  await add({ userId: "ann" }, { userId: "bob" });
  const reader = openDatabase({ name: db.name });
  const overtaken = afterNextRead(reader, () =>
    add({ userId: "ann", distinctId: "new" }, { distinctId: "newer" }, { userId: "cat" }),
  );
  const { signal } = new AbortController();
  expect(await countErased(reader, shop, { userId: "ann" }, signal)).toBe(2);
  await overtaken();
  expect(await countErased(reader, shop, { all: true }, signal)).toBe(5);
  reader.close();
});
