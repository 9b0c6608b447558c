import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { openFeedChannel, type FeedChannel } from "../../../src/feed/feed-channel.ts";
import { followLog } from "../../../src/feed/follow.ts";
import type { Admission } from "../../../src/log/admission.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import type { Checkpoint } from "../../../src/model/batch.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import { admitAll, arrive, blog, lead, makeEvent, openTestDatabase, shop, valueOf } from "../log/fixtures.ts";

let abort: AbortController;
let channel: FeedChannel;
let db: Database;
let admission: Admission;
let epoch: number;
let channels = 0;

beforeEach(async () => {
  abort = new AbortController();
  channel = openFeedChannel({ name: `follow-test-${process.pid}-${channels++}`, signal: abort.signal });
  db = await openTestDatabase();
  ({ epoch, admission } = await lead(db));
});
afterEach(() => abort.abort());

async function append(count: number, projectId = shop, announce = true) {
  await arrive(
    db,
    projectId,
    Array.from({ length: count }, () => makeEvent()),
  );
  const rounds = await admitAll(admission);
  for (const { from, to } of rounds)
    if (announce) channel.post({ version: 1, kind: "advanced", epoch, from, to });
}

function follow(checkpoint: Checkpoint, pollMs = 1e6) {
  const applied: string[] = [];
  let check = () => {};
  const following = followLog(
    db,
    shop,
    checkpoint,
    channel,
    {
      onBatches(batches, generation) {
        for (const { sequence } of batches) applied.push(`${generation}:${sequence}`);
        check();
      },
      onReset(generation) {
        applied.push(`reset ${generation}`);
        check();
      },
    },
    abort.signal,
    { maxEvents: 2, pollMs },
  );
  const reached = (expected: string[]) =>
    new Promise<void>((resolve, reject) => {
      check = () => {
        if (applied.length < expected.length) return;
        try {
          expect(applied).toEqual(expected);
          resolve();
        } catch (error) {
          reject(error as Error);
        }
      };
      check();
    });
  return { following, reached };
}

const start: Checkpoint = { generation: 1, sequence: toSequence(0) };

describe("followLog", () => {
  it("catches up from its checkpoint, then follows", async () => {
    for (let batch = 0; batch < 5; batch++) await append(1);
    const { following, reached } = follow({ generation: 1, sequence: toSequence(2) });
    await reached(["1:3", "1:4", "1:5"]);
    await append(1, blog);
    await append(1);
    await reached(["1:3", "1:4", "1:5", "1:7"]);
    abort.abort();
    await following;
  });

  it("finds by itself what no message told it of", async () => {
    const { reached } = follow(start, 5);
    await reached([]);
    await append(1, shop, false);
    await reached(["1:1"]);
  });

  it("learns from a beat what a lost message should have told it", async () => {
    await append(1);
    const { reached } = follow(start);
    await reached(["1:1"]);
    await append(1, shop, false);
    channel.post({ version: 1, kind: "beat", epoch, sequence: 2, folds: 0 });
    await reached(["1:1", "1:2"]);
  });

  it("starts over when the generation was raised", async () => {
    await append(1);
    await append(1);
    const { reached } = follow(start);
    await reached(["1:1", "1:2"]);
    valueOf(await eraseEvents(db, epoch, shop, { all: true }));
    await append(1);
    await reached(["1:1", "1:2", "reset 2", "2:3"]);
  });

  it("starts over from a checkpoint of another generation", async () => {
    await append(1);
    const { reached } = follow({ generation: 9, sequence: toSequence(40) });
    await reached(["reset 1", "1:1"]);
  });

  it("rejects with what its follower threw", async () => {
    await append(1);
    const onBatches = () => {
      throw new Error("broken follower");
    };
    await expect(
      followLog(db, shop, start, channel, { onBatches, onReset: onBatches }, abort.signal),
    ).rejects.toThrow("broken follower");
  });
});
