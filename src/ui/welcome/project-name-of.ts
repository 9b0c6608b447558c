const EXTENSIONS = /(\.(ndjson|jsonl|json|txt|log|gz|gzip))+$/i;
const NAME_LENGTH = 100;

/** What a project made for a file is called: the file's name without its endings. */
export const projectNameOf = (fileName: string): string =>
  fileName
    .replace(EXTENSIONS, "")
    .trim()
    .slice(0, NAME_LENGTH - 4) || "Imported events";
