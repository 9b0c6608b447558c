/**
 * The text a site puts inline before `lochan.js`: calls made before the script has loaded are kept
 * as `[method, arguments, resolve, reject]` in `lochan.q`, in order, and answered by it. Every
 * method returns a promise until then. At most {@link STUB_LIMIT_BYTES} bytes, plain ASCII.
 */
export const SNIPPET_STUB =
  'window.lochan||=((q,c=m=>(...a)=>new Promise((y,n)=>q.push([m,a,y,n])),l=c(""))=>(' +
  '"page identify reset flush optOut optIn connect status".split(" ").map(m=>l[m]=c(m)),' +
  "l.q=q,l))([])";

export const STUB_LIMIT_BYTES = 220;

/** What to paste before `</head>` of every page. `origin` is where Lochan is served from. */
export function snippetMarkup(input: { origin: string; projectId: string; key: string }): string {
  const source = `${input.origin.replace(/\/+$/, "")}/lochan.js`;
  return [
    `<script>${SNIPPET_STUB}</script>`,
    `<script async src="${escapeAttribute(source)}" data-project="${escapeAttribute(input.projectId)}"` +
      ` data-key="${escapeAttribute(input.key)}"></script>`,
  ].join("\n");
}

const escapeAttribute = (text: string): string =>
  text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
