export const WIDTH = 96;
export const HEIGHT = 28;
const TOP = 3;

/** Path through the values from zero at the bottom to the greatest at the top. */
export function sparkPath(values: readonly number[]): string {
  if (values.length === 0) return "";
  const greatest = Math.max(1, ...values);
  const step = values.length === 1 ? 0 : WIDTH / (values.length - 1);
  return values
    .map((value, at) => {
      const y = HEIGHT - 1 - (value / greatest) * (HEIGHT - 1 - TOP);
      return `${at === 0 ? "M" : "L"}${(at * step).toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}
