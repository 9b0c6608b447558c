import type { ImportedPart, ImportSummary } from "../../model/import.ts";
import { counted } from "../state/counted.ts";

const ENCODINGS: Record<string, string> = {
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Windows-1252",
};

/** As what a file's text was read, where that had to be found out: letters may look wrong where it is not so. */
export const encodingWords = ({ encoding }: Pick<ImportedPart, "encoding">): string | undefined =>
  encoding === undefined ? undefined : `text read as ${ENCODINGS[encoding] ?? encoding}`;

/** What an archive held; undefined of a file that is none. */
export function archiveWords({
  parts,
  unreadFiles,
}: Pick<ImportSummary, "parts" | "unreadFiles">): string | undefined {
  const files = parts.filter(({ name }) => name !== undefined);
  if (files.length === 0) return undefined;
  const damaged = files.filter(({ failure }) => failure !== undefined).length;
  return [
    counted(files.length, "file of it was read", "files of it were read"),
    ...(damaged > 0 ? [`${damaged} not to the end`] : []),
    ...(unreadFiles > 0 ? [counted(unreadFiles, "was not read", "were not read")] : []),
  ].join(", ");
}
