const RELEASE_MS = 60_000;

/** Hands a file to the browser's own download. */
export const saveBlob = (blob: Blob, fileName: string): void => {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = fileName;
  anchor.click();
  // Safari reads the address after click() has returned.
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_MS);
};

/** A name every file system takes: `Acme web / beta` becomes `acme-web-beta`. */
export const toFileName = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60) || "lochan";

/** A name as of {@link toFileName} with the day it is saved on, in UTC. */
export const datedFileName = (name: string, ending: string): string =>
  `${toFileName(name)}-${new Date().toISOString().slice(0, 10)}.${ending}`;

/** CSV, by a name as of {@link datedFileName}. */
export const saveCsv = (csv: string, name: string): void =>
  saveBlob(new Blob([csv], { type: "text/csv" }), datedFileName(name, "csv"));
