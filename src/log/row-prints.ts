import type { BatchColumns } from "../model/batch.ts";

const mix = (hash: number, word: number): number => {
  const mixed = Math.imul(hash ^ word, 0x9e37_79b1);
  return mixed ^ (mixed >>> 15);
};

/** Of numbers, two 32-bit words each. */
const wordsOf = (numbers: Float64Array): Uint32Array =>
  new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);

/**
 * 32 bits of each row's content in one log: the same for the same content under the same id however its entry is cut,
 * sealed or erased from, and but for chance another one for another content. By which import it came is left out.
 */
export function rowPrints(columns: BatchColumns): Uint32Array {
  const { count, uuids, sentAt } = columns;
  const prints = new Uint32Array(count);
  const wide = [columns.timestamp, columns.receivedAt, ...(sentAt ? [sentAt] : [])].map(wordsOf);
  const narrow = [columns.name, columns.distinct, columns.user, columns.session, columns.source];
  for (let row = 0; row < count; row++) {
    let hash = 1;
    for (let at = row * 16; at < row * 16 + 16; at++) hash = mix(hash, uuids[at]!);
    // Unknown for one is as unknown for all.
    for (const [place, words] of wide.entries())
      if (place < 2 || !Number.isNaN(sentAt![row]!))
        hash = mix(mix(hash, words[2 * row]!), words[2 * row + 1]!);
    for (const column of narrow) hash = mix(hash, column[row]!);
    prints[row] = hash;
  }
  for (const [row, id] of columns.otherIds)
    for (let at = 0; at < id.length; at++) prints[row] = mix(prints[row]!, id.charCodeAt(at));
  // Added, so that the order of properties, and which of them an entry has at all, says nothing.
  const sums = prints.slice();
  for (const { key, text, numbers } of columns.properties) {
    text?.ordinals.forEach((ordinal, place) => {
      const row = text.rows?.[place] ?? place;
      sums[row]! += mix(mix(mix(prints[row]!, key), 1), ordinal);
    });
    if (numbers === undefined) continue;
    const words = wordsOf(numbers.values);
    numbers.values.forEach((_, place) => {
      const row = numbers.rows?.[place] ?? place;
      sums[row]! += mix(mix(mix(mix(prints[row]!, key), 2), words[2 * place]!), words[2 * place + 1]!);
    });
  }
  return sums;
}
