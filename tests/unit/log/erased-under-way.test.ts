import { expect, test } from "vitest";
import { takeAdmissions } from "../../../src/log/admission-result.ts";
import { makeAppender } from "../../../src/log/appender.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { readHead } from "../../../src/log/reader.ts";
import { admitAll, arrive, makeEvent, openLog, readAll, shop, valueOf } from "../../support/admitted-log.ts";

async function shopWithOne() {
  const { db, epoch, admission } = await openLog();
  await arrive(db, shop, [makeEvent({ name: "old" })]);
  await admitAll(admission);
  return { db, epoch, admission };
}

test("drops what was on its way when everything was erased, and no more than that", async () => {
  const { db, epoch, admission } = await shopWithOne();
  const appender = makeAppender(db);
  const append = async (name: string, options: { generation?: number } = {}) =>
    valueOf(await appender.append(shop, [makeEvent({ name })], { reply: true, ...options }));
  const { generation: begunIn } = await readHead(db, shop);
  valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
  await append("begun before a user went", { generation: begunIn });
  await admitAll(admission);
  valueOf(await eraseEvents(db, epoch, shop, { all: true }));
  const { generation } = await readHead(db, shop);
  const { arrivalIds } = await append("late", { generation: begunIn });
  await append("of a page");
  await append("begun since", { generation });
  expect(await admitAll(admission)).toMatchObject([{ accepted: 2, erased: 1 }]);
  expect(await takeAdmissions(db, arrivalIds)).toMatchObject([{ accepted: 0, erased: 1 }]);
  expect((await readAll(db, shop)).map(({ name }) => name)).toEqual(["of a page", "begun since"]);
});

test("drops what was late for an erasure of everything after a later one of a user, too", async () => {
  const { db, epoch, admission } = await shopWithOne();
  const appender = makeAppender(db);
  const { generation } = await readHead(db, shop);
  valueOf(await eraseEvents(db, epoch, shop, { all: true }));
  valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
  valueOf(await appender.append(shop, [makeEvent()], { generation }));
  expect(await admitAll(admission)).toMatchObject([{ accepted: 0, erased: 1 }]);
});
