import * as Comlink from "comlink";
import { expect, test } from "vitest";
import { makeWorkerRun } from "../../../src/engine/make-worker-run.ts";
import { success } from "../../../src/model/failure.ts";

/** The other end of a channel serves what a worker would: what it throws comes over as it comes from a worker. */
function startWorker(): Worker {
  const { port1, port2 } = new MessageChannel();
  Comlink.expose(
    {
      cancel: async () => undefined,
      read: async (bytes: number) => success(new ArrayBuffer(bytes).byteLength),
      misspell: async () => success((undefined as unknown as { of: string }).of),
    },
    port2,
  );
  const terminate = (): void => [port1, port2].forEach((port) => port.close());
  return Object.assign(port1, { terminate }) as unknown as Worker;
}

interface Reader {
  cancel(): Promise<void>;
  read(bytes: number): Promise<ReturnType<typeof success<number>>>;
  misspell(): Promise<ReturnType<typeof success<string>>>;
}
const run = makeWorkerRun<Reader>((why) => `It stopped: ${why}.`);
const { signal } = new AbortController();

test("what asks for more memory than there is fails in words, and a bug is thrown", async () => {
  expect(await run(startWorker, signal, (reader) => reader.read(8))).toEqual(success(8));
  expect(await run(startWorker, signal, (reader) => reader.read(2 ** 53 - 1))).toEqual({
    ok: false,
    failure: { kind: "storage-unavailable", message: expect.stringMatching(/^It stopped: .*alloc/) },
  });
  await expect(run(startWorker, signal, (reader) => reader.misspell())).rejects.toThrow(/of/);
});
