import { PAGE_VIEW, type JsonValue, type LochanEvent } from "../../model/event.ts";

const SHOWN_PROPERTIES = 3;

const valueText = (value: JsonValue | undefined): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** An event's content in a few words: the path of a page, else its first properties. */
export function eventSummary(event: LochanEvent): string {
  const path = event.properties["path"];
  if (event.name === PAGE_VIEW && typeof path === "string") return path;
  return Object.keys(event.properties)
    .slice(0, SHOWN_PROPERTIES)
    .map((key) => `${key}: ${valueText(event.properties[key])}`)
    .join(" · ");
}

/** Who, as short as a column allows. */
export const eventActor = (event: LochanEvent): string => event.userId ?? "anonymous";
