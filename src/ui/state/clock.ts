import { createSignal, onCleanup, type Accessor } from "solid-js";

/** Epoch milliseconds, renewed at each whole `everyMs` while the page is visible. */
export function createClock(everyMs: number): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = (): void => {
    clearTimeout(timer);
    if (document.visibilityState === "hidden") return;
    setNow(Date.now());
    timer = setTimeout(tick, everyMs - (Date.now() % everyMs) + 1);
  };
  tick();
  document.addEventListener("visibilitychange", tick);
  onCleanup(() => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", tick);
  });
  return now;
}
