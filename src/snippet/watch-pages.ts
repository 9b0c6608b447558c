/** Waits of 100 ms for a title that is the next page's. */
const TITLE_WAITS = 5;

/**
 * Calls `page` once for each address this document shows, when it is seen: not while prerendered or
 * in the background. `address` is the normalised one. What this returns is called before anything
 * else is recorded: a page that waits for its title is then told at once.
 */
export function watchPages(address: () => string, page: () => void): () => void {
  let last = "";
  let title = "";
  const check = (): void => {
    const next = address();
    if (document.hidden || next === last) return;
    last = next;
    title = document.title;
    page();
  };
  // After the router has set the title, which for a page it has yet to load comes late, and once for a
  // redirect on the client.
  let timer: ReturnType<typeof setTimeout>;
  const wait = (waits: number): void => {
    if (document.title === title && address() !== last && waits) timer = setTimeout(wait, 100, waits - 1);
    else check();
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(wait, 0, TITLE_WAITS);
  };
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = (...args) => {
      const result: unknown = original.apply(history, args);
      later();
      return result;
    };
  }
  addEventListener("popstate", later);
  addEventListener("hashchange", later);
  addEventListener("pageshow", (event) => {
    if ((event as PageTransitionEvent).persisted) last = "";
    check();
  });
  addEventListener("pagehide", check);
  document.addEventListener("visibilitychange", check);
  check();
  return check;
}
