const RADIX_BITS = 11;
const RADIX = 1 << RADIX_BITS;
const FEW = 512;

/** Row numbers in ascending order of their values, in linear time. */
export function sortRows(values: Uint32Array): Uint32Array {
  const count = values.length;
  let rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  if (count <= FEW) return rows.sort((a, b) => (values[a] as number) - (values[b] as number));
  let greatest = 0;
  for (let row = 0; row < count; row++) greatest = Math.max(greatest, values[row] as number);
  let spare = new Uint32Array(count);
  const places = new Uint32Array(RADIX);
  for (let shift = 0; shift < 32 && greatest >>> shift > 0; shift += RADIX_BITS) {
    places.fill(0);
    for (let row = 0; row < count; row++) {
      const digit = ((values[row] as number) >>> shift) & (RADIX - 1);
      places[digit] = (places[digit] as number) + 1;
    }
    let place = 0;
    for (let digit = 0; digit < RADIX; digit++) {
      const size = places[digit] as number;
      places[digit] = place;
      place += size;
    }
    for (let index = 0; index < count; index++) {
      const row = rows[index] as number;
      const digit = ((values[row] as number) >>> shift) & (RADIX - 1);
      const at = places[digit] as number;
      spare[at] = row;
      places[digit] = at + 1;
    }
    [rows, spare] = [spare, rows];
  }
  return rows;
}
