import { fail, type Failure, type Result, success } from "../../model/failure.ts";
import type { FileRow, RowGroup } from "../row-group.ts";
import { decodeAnyText, type Encoding } from "./decode-text.ts";
import { makeRow } from "./make-row.ts";
import type { Pieces } from "./pieces.ts";
import { failureAt } from "./read-bytes.ts";
import { ROW_LIMIT, tooLong } from "./row-limit.ts";

/** Deeper, a row is refused. */
const ROW_DEPTH = 32;
/** Deeper, the file is. */
const MOST_DEPTH = 1_000;

type XmlValue = string | XmlValue[] | { [name: string]: XmlValue };

interface OpenElement {
  name: string;
  /** Its attributes, then its elements. */
  members: [name: string, value: XmlValue][];
  attributes: number;
  text: string;
}

/** Of an element with attributes. */
const TEXT_MEMBER = "#text";

interface XmlRow {
  line: number;
  value?: XmlValue;
  fault?: string;
}

/**
 * Each child of the root as a row: an element of elements is an object, of `row`s alone a list, any other its text.
 * Attributes are members before these, and then the text beside them is one, `#text`. Numbers are lines of the file. `unreadable-file` at the first place where the file
 * is not well-formed (its line, or one of the text that follows it), after the rows before it; so it is where the file has a document type: no entity but XML's own five is replaced.
 */
export async function* readXml(
  pieces: Pieces,
  onEncoding: (encoding: Encoding) => void,
  rowLimit = ROW_LIMIT,
): AsyncGenerator<Result<RowGroup>, void, undefined> {
  const { SaxesParser } = await import("saxes");
  const parser = new SaxesParser({ position: false });
  let failure: Failure | undefined;
  let rows: XmlRow[] = [];
  const open: OpenElement[] = [];
  let rowFrom = 0;
  let rowLine = 0;
  let rowFault: string | undefined;
  let depth = 0;
  /** Up to here the parser has given what it read. */
  let givenTo = 0;
  let written = 0;

  const stop = (message: string): void => {
    failure ??= { kind: "unreadable-file", message, line: parser.line };
  };
  const close = (): void => {
    const element = open.pop();
    if (element === undefined) return;
    const value = valueOf(element);
    const parent = open.at(-1);
    if (parent !== undefined) parent.members.push([element.name, value]);
    else if (rowFault === undefined) rows.push({ line: rowLine, value });
  };
  const overflow = (fault: string): void => {
    rowFault ??= fault;
    open.length = 0;
  };

  parser.on("error", ({ message }) => stop(`The XML is damaged: ${message.replace(/\.$/, "")}.`));
  parser.on("doctype", () => stop("The XML declares a document type, which Lochan does not read."));
  parser.on("opentag", ({ name, attributes }) => {
    givenTo = parser.position;
    depth += 1;
    if (depth === 1 || failure !== undefined) return;
    if (depth === 2) {
      rowFrom = parser.position;
      rowLine = parser.line;
      rowFault = undefined;
    }
    if (depth > MOST_DEPTH)
      stop(`The XML is nested deeper than ${MOST_DEPTH.toLocaleString("en")} elements.`);
    if (depth - 1 > ROW_DEPTH) overflow(`The row is nested deeper than ${ROW_DEPTH} elements.`);
    if (parser.position - rowFrom > rowLimit) overflow(tooLong(rowLimit));
    if (rowFault !== undefined) return;
    const members = Object.entries(attributes).filter(([key]) => !/^xmlns(:|$)/.test(key));
    open.push({ name, members, attributes: members.length, text: "" });
  });
  const takeText = (text: string): void => {
    givenTo = parser.position;
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  };
  parser.on("text", takeText);
  parser.on("cdata", takeText);
  parser.on("closetag", () => {
    givenTo = parser.position;
    depth -= 1;
    if (depth === 0 || failure !== undefined) return;
    if (parser.position - rowFrom > rowLimit) overflow(tooLong(rowLimit));
    if (rowFault === undefined) close();
    else if (depth === 1) rows.push({ line: rowLine, fault: rowFault });
  });

  const write = (piece: string): void => {
    parser.write(piece);
    written += piece.length;
    if (written - givenTo > 2 * rowLimit) stop(`A text of the XML never ends. ${tooLong(2 * rowLimit)}`);
  };
  const given = (): Result<RowGroup> => {
    const group = success(xmlRows(rows));
    rows = [];
    return group;
  };

  for await (const piece of decodeAnyText(pieces, onEncoding)) {
    if (!piece.ok) {
      yield fail(failureAt(piece.failure, { line: parser.line }));
      return;
    }
    write(piece.value);
    if (rows.length > 0) yield given();
    if (failure !== undefined) break;
  }
  if (failure === undefined) parser.close();
  if (rows.length > 0) yield given();
  if (failure !== undefined) yield fail(failure);
}

function valueOf({ members, attributes, text }: OpenElement): XmlValue {
  if (members.length === 0) return text;
  if (members.length === attributes && text.trim() !== "") members.push([TEXT_MEMBER, text]);
  if (members.every(([name]) => name === "row")) return members.map(([, value]) => value);
  const lists = new Map<string, XmlValue[]>();
  for (const [name, value] of members) {
    const values = lists.get(name);
    if (values === undefined) lists.set(name, [value]);
    else values.push(value);
  }
  return Object.fromEntries(
    [...lists].map(([name, values]) => [name, values.length === 1 ? (values[0] as XmlValue) : values]),
  );
}

const xmlRows = (rows: readonly XmlRow[]): RowGroup => ({
  count: rows.length,
  numberAt: (index) => rows[index]?.line ?? 0,
  rowAt(index): FileRow | undefined {
    const row = rows[index];
    if (row === undefined) return undefined;
    const { value, fault } = row;
    if (fault !== undefined || value === undefined) return { fault: fault ?? "The row is empty." };
    return makeRow(value, () => JSON.stringify(value));
  },
});
