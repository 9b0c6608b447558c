import type { Result } from "../../model/failure.ts";

/** The bytes of a file in their order. A failure is the last piece. */
export type Pieces = AsyncGenerator<Result<Uint8Array>, void, undefined>;

/** The first bytes of a stream, at most `bytes`, and all of it from its beginning. */
export async function takeHead(
  pieces: Pieces,
  bytes: number,
): Promise<{ head: Uint8Array; failed: Result<never> | undefined; pieces: Pieces }> {
  const first: Result<Uint8Array>[] = [];
  const head = new Uint8Array(bytes);
  let length = 0;
  let failed: Result<never> | undefined;
  while (length < bytes) {
    const { done, value } = await pieces.next();
    if (done) break;
    first.push(value);
    if (!value.ok) {
      failed = value;
      break;
    }
    const part = value.value.subarray(0, bytes - length);
    head.set(part, length);
    length += part.length;
  }
  return { head: head.subarray(0, length), failed, pieces: chain(first, pieces) };
}

/** Gives what was taken from the front of a stream back to it. */
export function chain<T>(
  first: readonly T[],
  rest: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  const chained = chainBoth(first, rest);
  const end = chained.return.bind(chained);
  // A generator that was never begun ends without its `finally`.
  chained.return = async (value) => {
    await rest.return();
    return end(value);
  };
  return chained;
}

async function* chainBoth<T>(
  first: readonly T[],
  rest: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  yield* first;
  yield* rest;
}

/** What is one already is given as it is. */
export function joinBytes<Bytes extends Uint8Array>(
  parts: readonly Bytes[],
): Bytes | Uint8Array<ArrayBuffer> {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
