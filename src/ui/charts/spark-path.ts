export const WIDTH = 96;
export const HEIGHT = 28;
const TOP = 3;

const pointsOf = (values: readonly number[]): string[] => {
  const greatest = Math.max(1, ...values);
  const step = values.length === 1 ? 0 : WIDTH / (values.length - 1);
  return values.map((value, at) => {
    const y = HEIGHT - 1 - (value / greatest) * (HEIGHT - 1 - TOP);
    return `${(at * step).toFixed(1)},${y.toFixed(1)}`;
  });
};

const pathThrough = (points: readonly string[]): string =>
  points.map((point, at) => `${at === 0 ? "M" : "L"}${point}`).join(" ");

/** Path through the values from zero at the bottom to the greatest at the top. */
export const sparkPath = (values: readonly number[]): string => pathThrough(pointsOf(values));

/** The same in two, where `isFilling`: what is over, and from there to the last value. */
export function sparkParts(values: readonly number[], isFilling: boolean): { over: string; filling: string } {
  const points = pointsOf(values);
  if (!isFilling || points.length < 2) return { over: pathThrough(points), filling: "" };
  return { over: pathThrough(points.slice(0, -1)), filling: pathThrough(points.slice(-2)) };
}
