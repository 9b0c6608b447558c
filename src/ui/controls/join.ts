/** Class names as one string, leaving out what is absent. */
export const join = (...names: (string | false | undefined)[]): string =>
  names.filter((name) => name !== undefined && name !== false && name !== "").join(" ");
