export interface CsvForm {
  delimiter: string;
  /** A lone CR in files of the oldest programs; else LF, with or without CR before it. */
  newline: "\n" | "\r";
}

const DELIMITERS = [",", ";", "\t", "|"] as const;
const SAMPLE_ROWS = 20;

/**
 * How the beginning of a file separates its fields: where a delimiter stands as often in most of the first
 * rows as in the header, the one with the most fields. Undefined where none does.
 */
export function recogniseCsv(head: string): CsvForm | undefined {
  const newline = head.includes("\n") || !head.includes("\r") ? "\n" : "\r";
  const forms = DELIMITERS.map((delimiter) => ({
    delimiter,
    ...countFields(head, delimiter, newline),
  })).filter(({ fields, agree, rows }) => fields > 1 && agree * 2 >= rows);
  forms.sort((a, b) => share(b) - share(a) || b.fields - a.fields);
  const [best] = forms;
  return best === undefined ? undefined : { delimiter: best.delimiter, newline };
}

const share = ({ agree, rows }: { agree: number; rows: number }): number => (rows === 0 ? 1 : agree / rows);

/** Fields of the header, and of the whole rows that follow how many have as many. */
function countFields(
  head: string,
  delimiter: string,
  newline: string,
): { fields: number; rows: number; agree: number } {
  const counts: number[] = [];
  let fields = 1;
  let isQuoted = false;
  let from = 0;
  for (let at = 0; at < head.length && counts.length <= SAMPLE_ROWS; at++) {
    const char = head[at];
    if (char === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === delimiter) fields += 1;
    else if (char === newline) {
      if (head.slice(from, at).trim() !== "") counts.push(fields);
      fields = 1;
      from = at + 1;
    }
  }
  const [header = fields, ...rows] = counts;
  return { fields: header, rows: rows.length, agree: rows.filter((count) => count === header).length };
}
