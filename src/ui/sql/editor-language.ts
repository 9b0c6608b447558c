import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { LanguageSupport, syntaxTree } from "@codemirror/language";
import { SQLDialect } from "@codemirror/lang-sql";
import { quoteName } from "./quote-name.ts";
import type { SqlSchema, SqlTableColumns } from "./create-sql-schema.ts";

const KEYWORDS =
  "all and anti any array as asc asof between by case cast collate columns cross cube current describe desc distinct else end escape except exclude exists false fetch filter first following for from full glob group grouping having ilike in inner intersect interval into is join last lateral left like limit materialized natural not null nulls of offset on or order ordinality outer over partition pivot positional preceding qualify range recursive replace respect right rollup row rows sample select semi sets show similar some struct summarize table tablesample then ties to true try_cast unbounded union unnest unpivot using values when where window with within without";
const TYPES =
  "bigint bit blob boolean date decimal double float hugeint int integer interval list map real smallint struct text time timestamp tinyint ubigint uinteger usmallint utinyint uuid varchar";

const dialect = SQLDialect.define({
  keywords: KEYWORDS,
  types: TYPES,
  doubleDollarQuotedStrings: true,
  operatorChars: "+-*/<>=~!@#%^&|?:",
  identifierQuotes: '"',
});

const WORD = /(?:"[^"\n]*"?|[\w$\u0080-\uffff]*)$/;
const QUALIFIED = /(?:"([^"\n]+)"|([\w$\u0080-\uffff]+))\.(?:"[^"\n]*"?|[\w$\u0080-\uffff]*)$/;
const VALUES = new Set(["String", "LineComment", "BlockComment", "Number"]);

/** Highlighting, and completion of what `schema` names at the time. */
export const sqlLanguage = (schema: SqlSchema): LanguageSupport =>
  new LanguageSupport(dialect.language, [
    dialect.language.data.of({ autocomplete: (context: CompletionContext) => complete(context, schema) }),
  ]);

function complete(context: CompletionContext, schema: SqlSchema): CompletionResult | null {
  if (VALUES.has(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null;
  const word = context.matchBefore(WORD);
  const from = word?.from ?? context.pos;
  const qualified = context.matchBefore(QUALIFIED);
  if (qualified !== null) {
    const [, quoted, plain] = QUALIFIED.exec(qualified.text) ?? [];
    const table = tableOf(quoted ?? plain ?? "", context.state.doc.toString(), schema.tables());
    return table === undefined ? null : { from, options: columnsOf(table), validFor: WORD };
  }
  if (from === context.pos && !context.explicit) return null;
  return { from, options: everything(context.state.doc.toString(), schema), validFor: WORD };
}

/** By its name, or by the other one that the statement gives it. */
function tableOf(
  name: string,
  text: string,
  tables: readonly SqlTableColumns[],
): SqlTableColumns | undefined {
  const lower = name.toLowerCase();
  return tables.find(
    (table) =>
      table.name === lower ||
      [...text.matchAll(new RegExp(`\\b${table.name}\\s+(?:as\\s+)?"?([\\w$]+)`, "gi"))].some(
        ([, alias]) => alias?.toLowerCase() === lower,
      ),
  );
}

/** Columns of the tables a statement names, of all of them where it names none; tables, functions and words. */
function everything(text: string, { tables, functions }: SqlSchema): Completion[] {
  const named = tables().filter(({ name }) => new RegExp(`\\b${name}\\b`, "i").test(text));
  const columns = new Map<string, Completion>();
  for (const table of named.length > 0 ? named : tables())
    for (const column of columnsOf(table)) if (!columns.has(column.label)) columns.set(column.label, column);
  return [
    ...columns.values(),
    ...tables().map(({ name, meaning }) => ({
      label: name,
      type: "class",
      detail: "table",
      info: meaning,
      boost: 2,
    })),
    ...functions().map((name) => ({ label: name, type: "function", detail: "function", apply: `${name}(` })),
    ...KEYWORDS.split(" ").map((word) => ({ label: word.toUpperCase(), type: "keyword", boost: -1 })),
  ];
}

const columnsOf = ({ columns }: SqlTableColumns): Completion[] =>
  columns.map(({ name, type, meaning }) => ({
    label: quoteName(name),
    type: "property",
    detail: type.toLowerCase(),
    boost: 1,
    ...(meaning !== undefined && { info: meaning }),
  }));
