import * as v from "valibot";

/** Control characters, line ends, and marks that turn the text around them (but no joiners). */
const UNSHOWN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** Text that others gave, on one line and in the order in which it is written. */
export const toShownText = (text: string): string => text.toWellFormed().replaceAll(UNSHOWN, " ");

/** A name that somebody gave, as it can be shown. `whose`: “A project”. */
export const nameSchema = (whose: string, most: number) =>
  v.pipe(
    v.string(`${whose} needs a name.`),
    v.transform(toShownText),
    v.trim(),
    v.minLength(1, `${whose} needs a name.`),
    v.maxLength(most, `${whose}'s name has at most ${most} characters.`),
  );
