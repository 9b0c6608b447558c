/** A VARCHAR literal of any string. Lone surrogates become U+FFFD, as everywhere in DuckDB. */
export function textLiteral(text: string): string {
  // The parser ends at NUL: such text goes in as bytes.
  if (!text.includes("\0")) return `'${text.toWellFormed().replaceAll("'", "''")}'`;
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += `\\x${byte.toString(16).padStart(2, "0")}`;
  return `decode('${bytes}'::BLOB)`;
}

/** A DOUBLE literal. The number must be finite. */
export const numberLiteral = (value: number): string => `${value}::DOUBLE`;

/** A quoted identifier. Characters an identifier cannot hold become U+FFFD. */
export function quotedName(name: string): string {
  const clean = name.toWellFormed().replaceAll("\0", "\ufffd");
  return `"${clean.replaceAll('"', '""')}"`;
}

/** The text of a number as JSON writes it, exponents aside. */
export const numberText = (sql: string): string =>
  `(CASE WHEN ${sql} = trunc(${sql}) AND abs(${sql}) < 1e15 THEN CAST(CAST(${sql} AS BIGINT) AS VARCHAR) ELSE CAST(${sql} AS VARCHAR) END)`;
