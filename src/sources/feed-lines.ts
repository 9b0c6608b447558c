/**
 * Cuts text that comes in pieces into lines, ended as server-sent events end them: CR LF, LF or CR. A line
 * of more than `limit` characters is null, and no more of it is kept than that.
 */
export function makeLineCutter(limit: number): (piece: string) => (string | null)[] {
  let open = "";
  let tooLong = false;
  let afterReturn = false;

  const take = (part: string): void => {
    if (tooLong) return;
    tooLong = open.length + part.length > limit;
    open = tooLong ? "" : open + part;
  };

  return (piece) => {
    if (piece === "") return [];
    const lines: (string | null)[] = [];
    let from = afterReturn && piece.startsWith("\n") ? 1 : 0;
    const ends = /\r\n|\n|\r/g;
    ends.lastIndex = from;
    for (let end = ends.exec(piece); end !== null; end = ends.exec(piece)) {
      take(piece.slice(from, end.index));
      lines.push(tooLong ? null : open);
      open = "";
      tooLong = false;
      from = ends.lastIndex;
    }
    take(piece.slice(from));
    afterReturn = piece.endsWith("\r");
    return lines;
  };
}
