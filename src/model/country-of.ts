import { getTimezone } from "countries-and-timezones";

/**
 * The country of a browser by its time zone, and where that is of none by the region of its language ("de-AT"): two letters of
 * ISO 3166. Undefined where neither tells. A zone that several share is its first one's: IANA's own order. It is what the device is set to,
 * not where it is: nothing is looked up by address.
 */
export function countryOf(timeZone: string | undefined, language: string | undefined): string | undefined {
  // "EST" or "CET" are of no country, though IANA lists some.
  const zone = timeZone?.includes("/") === true ? getTimezone(timeZone) : null;
  return zone?.countries[0] ?? regionOf(language);
}

/** As BCP 47 has it: language, perhaps a script, then the region. */
const regionOf = (language: string | undefined): string | undefined =>
  /^[a-z]{2,3}(?:[-_][a-z]{4})?[-_]([a-z]{2})(?:$|[-_])/i.exec(language ?? "")?.[1]?.toUpperCase();
