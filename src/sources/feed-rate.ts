const SECONDS = 10;

/** Events a second, over the last ten seconds. */
export function makeFeedRate(now: () => number): { add(count: number): void; read(): number } {
  const counts = new Map<number, number>();
  const forget = (second: number): void => {
    for (const key of counts.keys()) if (key <= second - SECONDS) counts.delete(key);
  };
  const secondNow = (): number => Math.floor(now() / 1_000);
  return {
    add(count) {
      const second = secondNow();
      counts.set(second, (counts.get(second) ?? 0) + count);
      forget(second);
    },
    read() {
      forget(secondNow());
      return [...counts.values()].reduce((sum, count) => sum + count, 0) / SECONDS;
    },
  };
}
