import type { Page } from "@playwright/test";

/** What a page was made to do, counted and not timed: the same on a quick machine and a busy one. */
export interface PageWork {
  /** Elements of the document, at most. */
  mostElements: number;
  /** Elements that one task made, at most. */
  mostMade: number;
  /** Pictures drawn of a stream: changes that brought rows. */
  pictures: number;
  /** Rows that one of them brought, at most, and characters of one row. */
  mostRows: number;
  mostCharacters: number;
  /** Since the watch began. */
  elapsedMs: number;
}

interface Watching {
  work: PageWork;
  began: number;
}

/** Watches the lists of the newest events from now on, as long as the page is not left. */
export const watchWork = (app: Page): Promise<void> =>
  app.evaluate(() => {
    const work: PageWork = {
      mostElements: 0,
      mostMade: 0,
      pictures: 0,
      mostRows: 0,
      mostCharacters: 0,
      elapsedMs: 0,
    };
    (window as unknown as { watching: Watching }).watching = { work, began: performance.now() };
    const ROW = "ol[aria-label^='Recent events'] > li, [role=listbox][aria-label^='Events'] > [role=option]";
    new MutationObserver((changes) => {
      const rows = new Set<Element>();
      const made = new Set<Element>();
      for (const { addedNodes } of changes)
        for (const node of addedNodes) {
          if (!(node instanceof Element)) continue;
          made.add(node);
          for (const inside of node.querySelectorAll("*")) made.add(inside);
          if (node.matches(ROW)) rows.add(node);
          for (const row of node.querySelectorAll(ROW)) rows.add(row);
        }
      work.mostMade = Math.max(work.mostMade, made.size);
      work.mostElements = Math.max(work.mostElements, document.getElementsByTagName("*").length);
      if (rows.size === 0) return;
      work.pictures += 1;
      work.mostRows = Math.max(work.mostRows, rows.size);
      for (const row of rows)
        work.mostCharacters = Math.max(work.mostCharacters, row.textContent?.length ?? 0);
    }).observe(document.body, { subtree: true, childList: true });
  });

export const readWork = (app: Page): Promise<PageWork> =>
  app.evaluate(() => {
    const { work, began } = (window as unknown as { watching: Watching }).watching;
    return { ...work, elapsedMs: performance.now() - began };
  });
