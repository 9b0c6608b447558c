/** An event's id as an address can hold it: lone surrogates, which no URL can, become U+FFFD. */
export const eventToParam = (id: string): string => id.toWellFormed();

export const eventHref = (base: string, id: string): string =>
  `${base}${base.includes("?") ? "&" : "?"}event=${encodeURIComponent(eventToParam(id))}`;

interface Span {
  from: number;
  to: number;
}

/** An address of Events whose filters on what somebody did are judged over another time than its own. */
export const withJudged = (href: string, over: Span | undefined): string =>
  over === undefined ? href : `${href}&judged=${over.from}-${over.to}`;

/** Undefined where that is no time. */
export function parseJudged(text: string): Span | undefined {
  const [from, to] = /^(\d{1,15})-(\d{1,15})$/.exec(text)?.slice(1).map(Number) ?? [];
  return from !== undefined && to !== undefined && from < to ? { from, to } : undefined;
}
