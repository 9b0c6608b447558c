import { expect, it } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import { appendAndAwait } from "../../../src/engine/append-events.ts";
import { openFeedChannel } from "../../../src/feed/feed-channel.ts";
import { makeAppender } from "../../../src/log/appender.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { lead, makeEvent, openTestDatabase, shop, valueOf } from "../../support/admitted-log.ts";

it("tells of every event what became of it: new, known, or of someone erased", async () => {
  const database = await openTestDatabase();
  const { epoch, admission } = await lead(database);
  const ending = new AbortController();
  const channel = openFeedChannel({ name: crypto.randomUUID(), signal: ending.signal });
  let admitting: Promise<unknown> = Promise.resolve();
  const appender = makeAppender(database, {
    onArrived: () => {
      admitting = admission.admit({ maxEvents: 100 });
    },
  });
  const append = (events: LochanEvent[]) =>
    appendAndAwait({ database, channel }, (options) => appender.append(shop, events, options), ending.signal);

  const known = makeEvent({ name: "bob", userId: "bob" });
  expect(valueOf(await append([known, makeEvent({ userId: "ann" })]))).toMatchObject({
    accepted: 2,
    duplicate: 0,
    erased: 0,
  });
  valueOf(await eraseEvents(database, epoch, shop, { userId: "ann" }));
  const given = [
    known,
    makeEvent({ userId: "ann" }),
    makeEvent({ userId: "ann" }),
    makeEvent({ userId: "bob" }),
  ];
  expect(valueOf(await append(given))).toMatchObject({ accepted: 1, duplicate: 1, erased: 2 });
  await admitting;
  ending.abort();
  await database.delete();
});

it("says that events are stored which the leader has no space to admit", async () => {
  const database = await openTestDatabase();
  const ending = new AbortController();
  const name = crypto.randomUUID();
  const [channel, leader] = [1, 2].map(() => openFeedChannel({ name, signal: ending.signal }));
  const appender = makeAppender(database);
  const waiting = appendAndAwait(
    {
      database,
      channel: {
        ...channel!,
        subscribe(listener) {
          const stop = channel!.subscribe(listener);
          leader!.post({ version: 1, kind: "full" });
          return stop;
        },
      },
    },
    (options) => appender.append(shop, [makeEvent()], options),
    ending.signal,
  );
  expect(await waiting).toMatchObject({ ok: false, failure: { kind: "quota-exceeded", stored: true } });
  expect(await database.arrivals.count()).toBe(1);
  ending.abort();
  await database.delete();
});
