/** Whether so many milliseconds have passed since it was made, or since it last said so. */
export function makePace(everyMs: number): () => boolean {
  let last = performance.now();
  return () => {
    const now = performance.now();
    if (now - last < everyMs) return false;
    last = now;
    return true;
  };
}
