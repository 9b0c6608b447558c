import { expect, it } from "vitest";
import { deleteProjectLog } from "../../../src/log/erasure.ts";
import { takeAdmissions } from "../../../src/log/admission-result.ts";
import { arrive, blog, makeEvent, openLog, shop, valueOf } from "../../support/admitted-log.ts";

it("tells who waits for what becomes of events that went with their project", async () => {
  const { db, epoch } = await openLog();
  const waiting = await arrive(db, shop, [makeEvent(), makeEvent()], true);
  await arrive(db, shop, [makeEvent()]);
  await arrive(db, blog, [makeEvent()], true);
  await db.projects.delete(shop);
  valueOf(await deleteProjectLog(db, epoch, shop));
  expect((await db.arrivals.toArray()).map(({ projectId }) => projectId)).toEqual([blog]);
  expect(await db.admissions.count()).toBe(1);
  expect(await takeAdmissions(db, [waiting!])).toMatchObject([{ accepted: 0, duplicate: 0, erased: 2 }]);
});
