/** A limit in round words, `64 GB` or `16 MB`. */
export const sizeWords = (bytes: number): string =>
  bytes >= 2 ** 30 ? `${Math.round(bytes / 2 ** 30)} GB` : `${Math.round(bytes / 2 ** 20)} MB`;
