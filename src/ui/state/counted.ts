const plain = new Intl.NumberFormat();
// The interface is written in English, whatever the browser's language.
const rules = new Intl.PluralRules("en");

/** Which of the two forms goes with the number. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  rules.select(value) === "one" ? one : many;

/** `1 event`, `2,400 events`. */
export const counted = (value: number, one: string, many?: string): string =>
  `${plain.format(value)} ${plural(value, one, many)}`;
