import { wider } from "../../model/wider.ts";

/** What was seen, by 64 bits of each id: two of a million ids share them once in forty million times. */
export interface IdTable {
  readonly count: number;
  /** False where it was there before. */
  add(id: string, day: number, name: number): boolean;
  /** Every id once, with the day and name it was added with first. */
  entries(): { high: Uint32Array; low: Uint32Array; day: Int32Array; name: Uint32Array };
}

const SMALLEST = 1 << 12;

/** Keeps 24 bytes or so for each id; memory doubles as it fills. */
export function makeIdTable(): IdTable {
  let capacity = SMALLEST;
  let count = 0;
  let high = new Uint32Array(capacity);
  let low = new Uint32Array(capacity);
  let day = new Int32Array(capacity);
  let name = new Uint32Array(capacity);
  /** By slot, the place of an id and one; 0 where there is none. */
  let slots = new Uint32Array(capacity * 2);

  const find = (wantedHigh: number, wantedLow: number): number => {
    const mask = slots.length - 1;
    let slot = wantedLow & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const at = slots[slot]! - 1;
      if (low[at] === wantedLow && high[at] === wantedHigh) break;
    }
    return slot;
  };
  const grow = (): void => {
    capacity *= 2;
    high = wider(high, capacity);
    low = wider(low, capacity);
    day = wider(day, capacity);
    name = wider(name, capacity);
    slots = new Uint32Array(capacity * 2);
    for (let at = 0; at < count; at++) slots[find(high[at]!, low[at]!)] = at + 1;
  };

  return {
    get count() {
      return count;
    },
    add(id, onDay, called) {
      const [idHigh, idLow] = fingerprint(id);
      const slot = find(idHigh, idLow);
      if (slots[slot] !== 0) return false;
      high[count] = idHigh;
      low[count] = idLow;
      day[count] = onDay;
      name[count] = called;
      count += 1;
      slots[slot] = count;
      if (count === capacity) grow();
      return true;
    },
    entries: () => ({
      high: high.slice(0, count),
      low: low.slice(0, count),
      day: day.slice(0, count),
      name: name.slice(0, count),
    }),
  };
}

/** 64 bits of a text. The mixing is that of cyrb53, of which all bits are kept: github.com/bryc/code. */
function fingerprint(text: string): [high: number, low: number] {
  let one = 0xdead_beef;
  let other = 0x41c6_ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 2_654_435_761);
    other = Math.imul(other ^ unit, 1_597_334_677);
  }
  one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(other ^ (other >>> 13), 3_266_489_909);
  other = Math.imul(other ^ (other >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
  return [other >>> 0, one >>> 0];
}
