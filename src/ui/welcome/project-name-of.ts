import { withoutEndings } from "../../model/file-formats.ts";

const NAME_LENGTH = 100;

/** What a project made for a file is called: the file's name without its endings. */
export const projectNameOf = (fileName: string): string =>
  withoutEndings(fileName).slice(0, NAME_LENGTH - 4) || "Imported events";
