/** What files may hold, in words that end a sentence such as "Lochan reads …". */
export const READ_FORMATS =
  "NDJSON, JSON, CSV, XML, web server logs, Parquet and Arrow, plain, gzipped or in a zip";

const ENDINGS = /(\.(ndjson|jsonl|json|csv|tsv|txt|xml|log|parquet|arrow|feather|ipc|zip|gz|gzip))+$/i;

/** A file's name without what says how it is written. */
export const withoutEndings = (fileName: string): string => fileName.replace(ENDINGS, "").trim();
