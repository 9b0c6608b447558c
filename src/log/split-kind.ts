/** The two parts of an entry of `names`: `type` NUL `name`. */
export function splitKind(entry: string): [type: string, name: string] {
  const cut = entry.indexOf("\0");
  return [entry.slice(0, cut), entry.slice(cut + 1)];
}
