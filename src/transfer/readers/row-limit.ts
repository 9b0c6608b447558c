/** Characters of one row of a text file that is not NDJSON; a visit with all its actions fits. A longer one is refused unparsed. */
export const ROW_LIMIT = 4 * 1024 * 1024;

export const tooLong = (characters: number): string =>
  characters < 1024 * 1024
    ? `The row is longer than ${characters.toLocaleString("en")} characters.`
    : `The row is longer than ${Math.round(characters / 1024 / 1024)} million characters.`;

export const NOT_UTF8 = "The row is not valid UTF-8 text.";
