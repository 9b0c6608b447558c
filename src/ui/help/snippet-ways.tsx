import type { JSX } from "solid-js";
import { Article, CodeBlock, TermTable } from "./article.tsx";

export const SnippetWays = (): JSX.Element => (
  <>
    <Article id="ways" title="Which way works where">
      <p>
        The snippet tries these in order and takes the first that answers. Works means that it is tested in
        that browser. Should work means that nothing in that browser speaks against it, and nobody has tested
        it.
      </p>
      <TermTable
        caption="Ways for events to reach Lochan, by browser"
        words
        heads={["Where your page is", "Way", "Chromium", "Firefox", "Safari"]}
        rows={[
          ["On Lochan's own address", "same-origin", "Works", "Should work", "Should work"],
          ["Opened from Lochan, any site", "opener", "Works, 1", "Should work, 1", "Should work, 1"],
          [
            "Same site: another port or subdomain, same scheme",
            "iframe",
            "Works, 2",
            "Should work, 2",
            "No: storage is kept apart by origin",
          ],
          [
            "Any other site",
            "iframe",
            "No: storage is kept apart by site",
            "No: storage is kept apart by site",
            "No: storage is kept apart by site",
          ],
          ["Any site, after lochan.connect()", "popup", "Works, 1", "Should work, 1", "Should work, 1"],
          [
            "Any site, with a collector of your own",
            "endpoint",
            "Works, 3",
            "Should work, 3",
            "Should work, 3",
          ],
        ]}
      />
      <ol>
        <li>
          Not where the site sends Cross-Origin-Opener-Policy: same-origin: it cuts the tie between the two
          windows. Nor from a link with rel="noopener".
        </li>
        <li>
          Not where the site's Content-Security-Policy forbids the frame, or the site sends
          Cross-Origin-Embedder-Policy: require-corp.
        </li>
        <li>
          The events are in a file of yours, which you import. They do not reach this browser by themselves.
        </li>
      </ol>
      <p>
        Chromium stands for Chrome, Edge, Opera, Brave and others of its kind. Lochan can be closed: the frame
        and the small window store events without it. Once it has said Offline ready, they do so without a
        network too.
      </p>
      <p>Ask a page which way it takes:</p>
      <CodeBlock
        label="Ask a page"
        text={`lochan.status()
// { transport: "none", why: { opener: "no-opener", iframe: "partitioned", popup: "not-opened",
//   endpoint: "no-endpoint" }, pending: 12, live: false }`}
      />
      <TermTable
        caption="Reasons why a way is not taken"
        heads={["Reason", "What it means"]}
        rows={[
          ["not-tried", "There was nothing to send yet, or a way before it is open."],
          ["no-opener", "The page was not opened by another, or its tie to it is cut."],
          ["not-opened", "Nobody called lochan.connect()."],
          ["no-bridge, no-endpoint", "The tag says so, or names none."],
          ["not-loaded", "lochan-idle.js, which delivers, did not load from beside lochan.js."],
          ["no-answer", "Nothing of Lochan answered there: it was blocked, or its address is not reachable."],
          ["partitioned", "The browser keeps Lochan's storage apart on this site. Nothing was stored."],
          ["storage-unavailable", "The browser refuses storage, as some do in frames of other sites."],
          ["origin-not-allowed", "The site is not among the project's allowed origins."],
          ["wrong-key, unknown-project", "The tag is not one of this Lochan's projects."],
          ["quota-exceeded", "Lochan has no room left. It goes on by itself when there is some."],
          ["rate-limited", "The site sends more than 100 events a second, after 5,000 at once."],
          ["no-ack", "No answer for ten seconds: whether it was stored is not known, so it is sent again."],
          ["unreachable, http-503", "Your collector did not answer, or answered so."],
          ["version-mismatch", "The script and Lochan are of different versions. Reload both."],
        ]}
      />
    </Article>

    <Article id="lost" title="What can be lost">
      <p>
        An event is removed from the page's own storage only when its receiver says that it is stored. Until
        then it is sent again: after 3 seconds, then twice as long each time, at most half an hour, and at
        once when the network is back or another page of the site opens. It counts once, however often it is
        sent. Lost is only
      </p>
      <ul>
        <li>what is past the limits, which is counted in $dropped and $cut;</li>
        <li>what waits where data-storage is none, storage is refused or site data is cleared;</li>
        <li>calls made on a page on which lochan.js never loaded, when that page is left;</li>
        <li>
          the last few seconds before the browser itself is killed or the power fails, as far as they were not
          yet stored by Lochan: browsers write a page's storage to the disk with a delay.
        </li>
      </ul>
    </Article>
  </>
);
