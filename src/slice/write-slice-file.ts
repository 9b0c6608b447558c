import { digestOf } from "../model/digest.ts";
import type { Slice } from "./slice.ts";

/** Where the template has them, each once. */
export const MARKS = { title: "%lochan-title%", digest: "%lochan-digest%", slice: "%lochan-slice%" } as const;

/** Where the app serves the template. */
export const SLICE_PAGE = "/one-file.html";

/** Of the element with the slice. */
export const SLICE_ID = "lochan-slice";

/** Ends a script or begins a comment in one; turns the direction of text around; ends lines in old scripts. */
const UNSAFE = /[<>&\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** JSON that says nothing to an HTML parser, and shows what it says to who reads the file as text. */
export const toScriptJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const toHtmlText = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N} .,_-]/gu, (character) => `&#${character.codePointAt(0)};`);

/** What the file says of its slice, as its text. */
export const sliceDigest = (text: string): Promise<string> => digestOf(new TextEncoder().encode(text));

/** One HTML file that shows the slice without asking anybody for anything. Needs a secure context. */
export async function writeSliceFile(template: string, slice: Slice): Promise<Blob> {
  const json = toScriptJson(slice);
  const values = {
    title: toHtmlText(slice.title.toWellFormed()),
    digest: await sliceDigest(json),
    slice: json,
  };
  const parts: string[] = [];
  let rest = template;
  for (const name of ["title", "digest", "slice"] as const) {
    const at = rest.indexOf(MARKS[name]);
    if (at < 0) throw new Error(`The template has no ${MARKS[name]}.`);
    parts.push(rest.slice(0, at), values[name]);
    rest = rest.slice(at + MARKS[name].length);
  }
  return new Blob([...parts, rest], { type: "text/html" });
}
