import { createSignal, type JSX } from "solid-js";
import { SNIPPET_STUB } from "../../snippet/stub.ts";
import { CopyBlock } from "../controls/copy-block.tsx";
import { Article, CodeBlock } from "./article.tsx";
import { scriptHash } from "./script-hash.ts";

export function SnippetPolicy(): JSX.Element {
  const [hash, setHash] = createSignal("sha256-");
  void scriptHash(SNIPPET_STUB).then(setHash);
  const { origin } = window.location;
  return (
    <Article id="policy" title="Content-Security-Policy">
      <p>
        A site that sends such a policy has to allow three things: the inline tag, the script with the part it
        loads once the page is idle, and the hidden frame. Add them to what the policy has:
      </p>
      <CopyBlock
        label="Additions to a Content-Security-Policy"
        text={`script-src '${hash()}' ${origin}/lochan.js ${origin}/lochan-idle.js; frame-src ${origin}/bridge.html`}
        action="Copy policy"
        said="The policy is on the clipboard."
        lines
      />
      <ul>
        <li>
          The hash is of the first tag's text, to the letter. A template or minifier that changes it, if only
          a space, makes it another one.
        </li>
        <li>
          With a nonce in place of the hash, both tags carry it: <code>{`<script nonce="…">`}</code>. With
          strict-dynamic the second tag needs the nonce too, as addresses do not count there.
        </li>
        <li>
          A collector of your own is one more: <code>connect-src https://collector.example</code>.
        </li>
        <li>Nothing else is needed: the snippet writes no styles, loads no images and evaluates no text.</li>
      </ul>
      <p>What your server sends beside it matters too:</p>
      <CodeBlock
        label="Other headers"
        text={`Cross-Origin-Opener-Policy: same-origin-allow-popups   # same-origin cuts the opener and popup ways
Cross-Origin-Embedder-Policy: unsafe-none             # require-corp blocks the frame`}
      />
    </Article>
  );
}
