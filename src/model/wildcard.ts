/** A piece of a pattern: a character, any one character, or any number of them. */
export type WildcardPiece = { kind: "one" } | { kind: "many" } | { kind: "character"; character: string };

/**
 * A pattern of `matches`: `*` stands for any characters or none, `?` for exactly one, everything else
 * for itself; so do `*`, `?` and `\` after a `\`. Characters are code points. Undefined where a `\` is
 * before anything else.
 */
export function parseWildcard(pattern: string): WildcardPiece[] | undefined {
  const pieces: WildcardPiece[] = [];
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === "*") pieces.push({ kind: "many" });
    else if (character === "?") pieces.push({ kind: "one" });
    else if (character !== "\\") pieces.push({ kind: "character", character });
    else {
      const escaped = characters[++at];
      if (escaped !== "*" && escaped !== "?" && escaped !== "\\") return undefined;
      pieces.push({ kind: "character", character: escaped });
    }
  }
  return pieces;
}

const parsed = new Map<string, WildcardPiece[]>();
const KEPT = 100;

function piecesOf(pattern: string): WildcardPiece[] {
  const known = parsed.get(pattern);
  if (known !== undefined) return known;
  if (parsed.size >= KEPT) parsed.clear();
  const pieces = parseWildcard(pattern) ?? [];
  parsed.set(pattern, pieces);
  return pieces;
}

/** Whether the whole text is as the pattern says. Takes at most as many steps as text and pattern multiplied. */
export function matchesWildcard(text: string, pattern: string): boolean {
  const pieces = piecesOf(pattern);
  const characters = Array.from(text);
  let at = 0;
  let place = 0;
  // Where to go on when what comes after the last `*` does not fit: with one character more in it.
  let many = -1;
  let taken = 0;
  while (at < characters.length) {
    const piece = pieces[place];
    if (piece?.kind === "many") {
      many = place++;
      taken = at;
    } else if (piece?.kind === "one" || (piece?.kind === "character" && piece.character === characters[at])) {
      at++;
      place++;
    } else if (many === -1) return false;
    else {
      place = many + 1;
      at = ++taken;
    }
  }
  return pieces.slice(place).every(({ kind }) => kind === "many");
}
