import { expect, test } from "vitest";
import { makeJointTurns } from "../../../src/engine/joint-turns.ts";
import { makeTaskQueue } from "../../../src/log/task-queue.ts";
import { fail, success, type Result } from "../../../src/model/failure.ts";

function makeGate(): { open: () => void; passed: Promise<void> } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

function setUp(lanes: number) {
  const queue = makeTaskQueue();
  const log: string[] = [];
  let position = 0;
  let opened: () => Promise<Result<number>> = async () => success(position);
  const turns = makeJointTurns({
    queue,
    lanes,
    open: () => {
      log.push(`open ${position}`);
      return opened();
    },
    isCurrent: async (held) => held === position,
  });
  const ask = (name: string, gate?: Promise<void>) =>
    turns.run(async (held) => {
      log.push(`${name} at ${held}`);
      await gate;
      log.push(`${name} done`);
      return success(name);
    });
  return {
    queue,
    log,
    ask,
    turns,
    move: () => position++,
    openWith: (next: typeof opened) => (opened = next),
  };
}

test("who waits shares one turn, and who comes meanwhile need not wait behind something long", async () => {
  const { log, ask } = setUp(2);
  const long = makeGate();
  const first = ask("long", long.passed);
  expect(await ask("short")).toEqual(success("short"));
  expect(await ask("late")).toEqual(success("late"));
  long.open();
  await first;
  expect(log).toEqual([
    "open 0",
    "long at 0",
    "short at 0",
    "short done",
    "late at 0",
    "late done",
    "long done",
  ]);
});

test("no more run at a time than there are lanes", async () => {
  const { log, ask } = setUp(2);
  const gates = [makeGate(), makeGate(), makeGate()];
  const asked = gates.map(({ passed }, index) => ask(`${index}`, passed));
  await settled();
  expect(log).toEqual(["open 0", "0 at 0", "1 at 0"]);
  gates[1]!.open();
  await asked[1];
  await settled();
  expect(log.at(-1)).toBe("2 at 0");
  for (const gate of gates) gate.open();
  await Promise.all(asked);
});

test("once the position has moved, who comes has another turn, after what the queue holds", async () => {
  const { log, ask, queue, move } = setUp(3);
  const long = makeGate();
  const first = ask("long", long.passed);
  await settled();
  const load = queue.run(async () => void log.push("load"));
  move();
  const late = ask("late");
  await settled();
  expect(log).toEqual(["open 0", "long at 0"]);
  long.open();
  await Promise.all([first, load, late]);
  expect(log).toEqual(["open 0", "long at 0", "long done", "load", "open 1", "late at 1", "late done"]);
});

test("a turn that cannot be opened fails all who wait, and the next one is tried", async () => {
  const { ask, openWith } = setUp(2);
  const failed = fail({ kind: "deposed", message: "Another tab has taken the lead." });
  openWith(async () => failed);
  expect(await Promise.all([ask("a"), ask("b")])).toEqual([failed, failed]);
  openWith(() => Promise.reject(new Error("broken")));
  await expect(ask("c")).rejects.toThrow("broken");
  openWith(async () => success(0));
  expect(await ask("d")).toEqual(success("d"));
});

test("work that throws is its own", async () => {
  const { ask, turns } = setUp(1);
  const thrown = turns.run(() => Promise.reject(new Error("mine")));
  const other = ask("other");
  await expect(thrown).rejects.toThrow("mine");
  expect(await other).toEqual(success("other"));
});
