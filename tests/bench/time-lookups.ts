import type { Page } from "@playwright/test";
import { say, spread, type Spread } from "./run.ts";

const ROUNDS = 20;
const DAY = 86_400_000;

export interface LookupTimes {
  /** From the page, the first time it was asked. */
  firstMs: number;
  aim: number;
  fromPage: Spread;
  /** The first ask after an event came. */
  afterNews: Spread;
}

/** What an editor of filters and the page of events ask: no questions, and so not beside a peer's. */
export async function timeLookups(page: Page, projectId: string): Promise<Record<string, LookupTimes>> {
  const to = Date.now();
  const lookups: [id: string, aim: number, call: Lookup][] = [
    ["event search, first page", 200, ["searchEvents", { from: to - 30 * DAY, to, text: "cart" }]],
    // Of one event in some 4,000.
    ["event search, first page, rare", 200, ["searchEvents", { from: to - 30 * DAY, to, text: "item-1999" }]],
    ["values of path", 50, ["values", "path", "item-19"]],
    ["values of event names", 50, ["values", "$name", "ch"]],
    ["values of country", 50, ["values", "country", ""]],
  ];
  const times: Record<string, LookupTimes> = {};
  for (const [id, aim, call] of lookups) {
    const { firstMs, fromPage, afterNews } = await timeLookup(page, projectId, call);
    times[id] = { firstMs, aim, fromPage: spread(fromPage), afterNews: spread(afterNews) };
    const { p50, p95 } = times[id].fromPage;
    say(
      `${id.padEnd(42)} first ${firstMs.toFixed(1)}, p50 ${p50} p95 ${p95} ms (aim ${aim}); after news p95 ${times[id].afterNews.p95}`,
    );
  }
  return times;
}

type Search = { from: number; to: number; text: string };
type Lookup = ["searchEvents", Search] | ["values", string, string];

/** Full, however often the search gave what it had found in time. */
const PAGE = 50;

const timeLookup = (
  page: Page,
  projectId: string,
  call: Lookup,
): Promise<{ firstMs: number; fromPage: number[]; afterNews: number[] }> =>
  page.evaluate(
    async ([project, lookup, rounds, fullPage]) => {
      const countValues = async (property: string, text: string): Promise<number> => {
        const result = await window.lochanApp.values(project, property, text);
        if (!result.ok) throw new Error(result.failure.message);
        return result.value.length;
      };
      const findPage = async (search: Search): Promise<number> => {
        let found = 0;
        for (let before: { timestamp: number; id?: string } | undefined; found < fullPage;) {
          const options = { limit: fullPage - found, ...(before && { before }) };
          const result = await window.lochanApp.searchEvents(project, search, options);
          if (!result.ok) throw new Error(result.failure.message);
          const { events, end } = result.value;
          found += events.length;
          if (end === undefined) break;
          before = end;
        }
        return found;
      };
      const ask = async (): Promise<number> => {
        const started = performance.now();
        const found =
          lookup[0] === "values" ? await countValues(lookup[1], lookup[2]) : await findPage(lookup[1]);
        const ms = performance.now() - started;
        // Nothing to find is no page that anybody waits for.
        if (found === 0) throw new Error(`${JSON.stringify(lookup)} found nothing`);
        return ms;
      };
      const firstMs = await ask();
      const [fromPage, afterNews]: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round++) fromPage.push(await ask());
      for (let round = 0; round < rounds; round++) {
        const news = await window.lochanApp.append(project, [
          { name: "news", distinctId: "news", timestamp: Date.now() },
        ]);
        if (!news.ok) throw new Error(news.failure.message);
        afterNews.push(await ask());
      }
      return { firstMs, fromPage, afterNews };
    },
    [projectId, call, ROUNDS, PAGE] as const,
  );
