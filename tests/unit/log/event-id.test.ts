import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashText, hashUuid, readUuid, writeUuid } from "../../../src/log/event-id.ts";
import { FingerprintIndex } from "../../../src/log/fingerprint-index.ts";

function hashOf(id: string) {
  const hash = { shard: 0, fingerprint: 0 };
  const bytes = new Uint8Array(16);
  if (writeUuid(id, bytes, 0)) hashUuid(bytes, 0, hash);
  else hashText(id, hash);
  return hash;
}

describe("event ids", () => {
  it("pack a lower-case UUID into 16 bytes and back", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat(3), (id, place) => {
        const bytes = new Uint8Array(64);
        expect(writeUuid(id, bytes, place * 16)).toBe(true);
        expect(readUuid(bytes, place * 16)).toBe(id);
      }),
    );
  });

  it("leave zeros where the text is no lower-case UUID", () => {
    for (const id of [
      "0190A000-0000-7000-8000-000000000000",
      "0190a000-0000-7000-8000-00000000000g",
      "0190a000-0000-7000-8000-0000000000-0",
      "0190a000x0000-7000-8000-000000000000",
      "0190a000-0000-7000-8000-00000000000\u0130",
      "",
    ]) {
      const bytes = new Uint8Array(16);
      expect(writeUuid(id, bytes, 0)).toBe(false);
      expect(bytes).toEqual(new Uint8Array(16));
    }
  });
});

describe("FingerprintIndex", () => {
  it("finds every row added under an id, through growth", () => {
    const index = new FingerprintIndex();
    const idOf = (row: number) =>
      row % 2 === 0 ? `order-${row}` : `0190a000-0000-7000-8000-${String(row).padStart(12, "0")}`;
    const rows = 40_000;
    for (let row = 0; row < rows; row++) index.add(hashOf(idOf(row)), row);
    expect(index.size).toBe(rows);
    let missed = 0;
    let inVain = 0;
    for (let row = 0; row < rows; row++) {
      const found: number[] = [];
      index.candidates(hashOf(idOf(row)), (candidate) => found.push(candidate));
      if (!found.includes(row)) missed++;
      inVain += found.length - 1;
    }
    expect(missed).toBe(0);
    expect(inVain).toBeLessThan(20);
  });

  it("names hardly any row for an id never added", () => {
    const index = new FingerprintIndex();
    for (let row = 0; row < 20_000; row++) index.add(hashOf(`seen-${row}`), row);
    let inVain = 0;
    for (let row = 0; row < 20_000; row++) index.candidates(hashOf(`unseen-${row}`), () => inVain++);
    expect(inVain).toBeLessThan(10);
  });
});
