/** A piece of a line. */
export type Inline =
  | { kind: "text" | "strong" | "em" | "code"; text: string }
  | { kind: "link"; text: string; href: string };

export type Block =
  | { kind: "heading"; level: 1 | 2 | 3; inlines: Inline[] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "paragraph"; lines: Inline[][] };

/** Nothing in it can begin anew within what it looked through, so that it takes time linear in the length of a line. */
const INLINE =
  /`(?<code>[^`]+)`|\*\*(?<strong>[^*]+)\*\*|\*(?<em>[^*\s][^*]*)\*|\[(?<words>[^[\]]+)\]\((?<href>[^()\s]+)\)/g;

/** Pages and mail alone: what else an address can be runs or reads something. */
function safeHref(given: string): string | undefined {
  const url = URL.parse(given);
  return url !== null && ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : undefined;
}

function parseInlines(line: string): Inline[] {
  const found: Inline[] = [];
  let at = 0;
  const plain = (text: string): void => {
    if (text !== "") found.push({ kind: "text", text });
  };
  for (const match of line.matchAll(INLINE)) {
    const { code, strong, em, words, href } = match.groups ?? {};
    plain(line.slice(at, match.index));
    at = match.index + match[0].length;
    const safe = href === undefined ? undefined : safeHref(href);
    if (code !== undefined) found.push({ kind: "code", text: code });
    else if (strong !== undefined) found.push({ kind: "strong", text: strong });
    else if (em !== undefined) found.push({ kind: "em", text: em });
    else if (words !== undefined && safe !== undefined) found.push({ kind: "link", text: words, href: safe });
    else plain(match[0]);
  }
  plain(line.slice(at));
  return found;
}

/**
 * The little of Markdown that notes need: headings, lists, bold, italic, code and links to pages. All else, HTML too, is the
 * text it is.
 */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  let isOpen = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const last = blocks.at(-1);
    const heading = /^(#{1,3})\s+(\S.*)$/.exec(line);
    const item = /^\s*(?:([-*])|\d{1,3}[.)])\s+(\S.*)$/.exec(line);
    if (heading !== null) {
      const level = heading[1]!.length as 1 | 2 | 3;
      blocks.push({ kind: "heading", level, inlines: parseInlines(heading[2]!) });
    } else if (item !== null) {
      const ordered = item[1] === undefined;
      const inlines = parseInlines(item[2]!);
      if (isOpen && last?.kind === "list" && last.ordered === ordered) last.items.push(inlines);
      else blocks.push({ kind: "list", ordered, items: [inlines] });
    } else if (line.trim() !== "") {
      const inlines = parseInlines(line);
      if (isOpen && last?.kind === "paragraph") last.lines.push(inlines);
      else blocks.push({ kind: "paragraph", lines: [inlines] });
    }
    isOpen = line.trim() !== "" && heading === null;
  }
  return blocks;
}
