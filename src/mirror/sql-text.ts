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

/**
 * Makes the function of {@link numberText}. JSON has an exponent below 1e-6 and from 1e21 on, of as few digits as it takes,
 * DuckDB one of at least two below 1e-4 and from 1e16 on; the digits before it are the same.
 */
export const CREATE_NUMBER_TEXT = `
CREATE MACRO joins.main.plain_digits(written) AS replace(replace(split_part(written, 'e', 1), '.', ''), '-', '');
CREATE MACRO joins.main.number_text(x) AS CASE
  WHEN x = trunc(x) AND abs(x) < 1e16 THEN CAST(CAST(x AS BIGINT) AS VARCHAR)
  WHEN abs(x) >= 1e21 OR (abs(x) >= 1e-4 AND abs(x) < 1e16) THEN CAST(x AS VARCHAR)
  WHEN abs(x) < 1e-6 THEN replace(CAST(x AS VARCHAR), 'e-0', 'e-')
  WHEN abs(x) < 1 THEN CASE WHEN x < 0 THEN '-' ELSE '' END || CASE WHEN abs(x) < 1e-5 THEN '0.00000' ELSE '0.0000' END
    || joins.main.plain_digits(CAST(x AS VARCHAR))
  ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || rpad(joins.main.plain_digits(CAST(x AS VARCHAR)),
    1 + CAST(split_part(CAST(x AS VARCHAR), 'e', 2) AS INTEGER), '0') END;
`;

/** The text of a number as JSON writes it. */
export const numberText = (sql: string): string => `joins.main.number_text(${sql})`;
