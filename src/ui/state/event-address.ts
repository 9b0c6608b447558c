/** An event's id as an address can hold it: lone surrogates, which no URL can, become U+FFFD. */
export const eventToParam = (id: string): string => id.toWellFormed();

export const eventHref = (base: string, id: string): string =>
  `${base}${base.includes("?") ? "&" : "?"}event=${encodeURIComponent(eventToParam(id))}`;
