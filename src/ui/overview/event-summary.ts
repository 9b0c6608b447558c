import { PAGE_VIEW, type JsonValue, type LochanEvent } from "../../model/event.ts";
import { parseSource } from "../../model/source.ts";
import { CONTEXT_PROPERTIES } from "../../model/tracking-plan.ts";

const SHOWN_PROPERTIES = 3;
/** More than a row of any screen shows. Browsers shape a text whole, and a hostile one is long in each of a hundred rows. */
const MOST_CHARACTERS = 300;

const cut = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS).toWellFormed()}…`;

const PLACE = /(^|[_.])(path|pathname|page|route|file|file_?name)$/i;

const valueText = (value: JsonValue | undefined): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/**
 * An event's content in a few words, at most 300 characters: the path of a page, else its own first properties. The
 * snippet adds where an event happened to every event, so there that comes last; in other rows it
 * comes first.
 */
export function eventSummary(event: LochanEvent): string {
  const { name, properties, source } = event;
  const path = properties["path"];
  if (name === PAGE_VIEW && typeof path === "string") return cut(path);
  const fromSnippet = parseSource(source)?.kind === "snippet";
  const isPlace = (key: string): boolean => PLACE.test(key) && typeof properties[key] === "string";
  const isContext = (key: string): boolean => CONTEXT_PROPERTIES.has(key) || key.startsWith("utm_");
  const keys = Object.keys(properties).filter((key) => !key.startsWith("$"));
  const places = keys.filter(isPlace);
  const own = keys.filter((key) => !isPlace(key) && !isContext(key));
  const order = fromSnippet ? [...own, ...places] : [...places, ...own, ...keys.filter(isContext)];
  const shown = order
    .slice(0, SHOWN_PROPERTIES)
    .map((key) => (isPlace(key) ? valueText(properties[key]) : `${key}: ${valueText(properties[key])}`));
  return cut(shown.join(" · "));
}

/** Who, as short as a column allows. */
export const eventActor = (event: LochanEvent): string => event.userId ?? "anonymous";
