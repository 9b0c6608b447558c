/** Numbers from 0 to below 1, the same for the same text (mulberry32 over an FNV hash of it). */
export function makeRandom(text) {
  let state = 2_166_136_261;
  for (const character of text) state = Math.imul(state ^ character.codePointAt(0), 16_777_619);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const pick = (list) => list[Math.floor(next() * list.length)];
  return {
    next,
    pick,
    chance: (share) => next() < share,
    /** One of `[[value, weight]]`. */
    weigh(pairs) {
      let left = next() * pairs.reduce((sum, [, weight]) => sum + weight, 0);
      return pairs.find(([, weight]) => (left -= weight) < 0)?.[0] ?? pairs[0][0];
    },
    between: (from, to) => from + next() * (to - from),
  };
}
