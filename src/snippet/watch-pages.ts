/**
 * Calls `page` once for each address this document shows, when it is seen: not while prerendered or
 * in the background. `address` is the normalised one.
 */
export function watchPages(address: () => string, page: () => void): void {
  let last = "";
  const check = (): void => {
    const next = address();
    if (document.hidden || next === last) return;
    last = next;
    page();
  };
  // After the router has set the title, and once for a redirect on the client.
  const later = (): void => void setTimeout(check);
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
  document.addEventListener("visibilitychange", check);
  check();
}
