const PRIME = 1_000_003;

const inverse = (value: number): number => {
  let [power, result, exponent] = [value, 1, PRIME - 2];
  for (; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * power) % PRIME;
    power = (power * power) % PRIME;
  }
  return result;
};

/** Whether a vector is a sum of multiples of some, told apart from chance by a large prime. */
export function makeSpan(vectors: readonly (readonly number[])[]): (vector: readonly number[]) => boolean {
  const rows: { lead: number; row: number[] }[] = [];
  const reduce = (vector: readonly number[]): number[] => {
    const left = vector.map((each) => ((each % PRIME) + PRIME) % PRIME);
    for (const { lead, row } of rows) {
      const factor = left[lead] ?? 0;
      if (factor === 0) continue;
      for (let at = lead; at < left.length; at++)
        left[at] = ((left[at] ?? 0) + (PRIME - factor) * (row[at] ?? 0)) % PRIME;
    }
    return left;
  };
  for (const vector of vectors) {
    const left = reduce(vector);
    const lead = left.findIndex((each) => each !== 0);
    if (lead < 0) continue;
    const scale = inverse(left[lead] ?? 1);
    rows.push({ lead, row: left.map((each) => (each * scale) % PRIME) });
  }
  return (vector) => reduce(vector).every((each) => each === 0);
}
