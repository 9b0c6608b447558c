const PLAIN = /^[a-z_][a-z0-9_]*$/i;
/** Names that SQL would take for something else. */
const RESERVED = new Set(
  "all and any as asc case cast check collate column constraint create cross default desc distinct do else end except false fetch for foreign from full group having in inner intersect into is join lateral left like limit natural not null offset on only or order outer pivot positional primary qualify references returning right select show some summarize table then to true union unique unpivot using variadic when where window with".split(
    " ",
  ),
);

/** A column as SQL must write it. */
export const quoteName = (name: string): string =>
  PLAIN.test(name) && !RESERVED.has(name.toLowerCase()) ? name : `"${name.replaceAll('"', '""')}"`;
