const LEAST_MS = 3e3;

/**
 * Measures how long a page was visible and focused, and the deepest its viewport reached. `leave`
 * reports it once three seconds or a deeper scroll came together: `engagedMs` is the time since the
 * page began or was last reported, so that reports of one page add up; `scroll` is the deepest so
 * far, in percent of the page. `begin` starts a page.
 */
export function watchEngagement(report: (engagedMs: number, scroll: number) => void) {
  let engagedMs = 0;
  /** Reading of the page's own clock while someone is here; 0 while not. */
  let since = 0;
  let deepest = 0;
  let reported = 0;
  let height = 0;

  const count = (type?: string): void => {
    const now = performance.now();
    if (since) engagedMs += now - since;
    // Frozen in the back-forward cache the clock goes on.
    since = document.hidden || !document.hasFocus() || type === "pagehide" ? 0 : now;
  };
  const look = (event?: Event): void => {
    count(event?.type);
    height = document.documentElement.scrollHeight;
    deepest = Math.max(deepest, scrollY + innerHeight);
  };
  // Before anything on the page reacts to them: a router shows the next page after a click.
  for (const name of "scroll click popstate focus blur load visibilitychange pagehide".split(" "))
    addEventListener(name, look, true);

  return {
    begin(): void {
      engagedMs = since = deepest = 0;
      look();
      reported = deepest;
    },
    leave(): void {
      count();
      // Nothing was reported before a page began.
      if (!reported || (engagedMs < LEAST_MS && deepest <= reported)) return;
      report(Math.round(engagedMs), Math.min(100, Math.round((100 * deepest) / height)));
      engagedMs = 0;
      reported = deepest;
    },
  };
}
