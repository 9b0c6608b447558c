import type { JSX } from "solid-js";
import { Article, CodeBlock, TermTable } from "./article.tsx";

export const SnippetCalls = (): JSX.Element => (
  <>
    <Article id="calls" title="Calls">
      <TermTable
        caption="Calls of the snippet"
        heads={["Call", "What it does"]}
        rows={[
          ["lochan(name, properties?)", "Records an event of your own."],
          ["lochan.page(properties?)", "Records a page view. Rarely needed: page views are automatic."],
          [
            "lochan.identify(userId, traits?)",
            "Says who this browser is, from now on and for its past. Another user begins another session.",
          ],
          ["lochan.reset()", "Forgets who this is and begins anew: after a sign-out."],
          [
            "lochan.flush()",
            "A promise that resolves when every event so far is stored, and rejects with why not.",
          ],
          [
            "lochan.optOut(), lochan.optIn()",
            "Stops and resumes recording in this browser. Remembered. Opting out also throws away what waits.",
          ],
          ["lochan.connect()", "Opens Lochan in a small window, from a click: a way where no other is open."],
          ["lochan.status()", "Which way events take, why not the others, and how many wait."],
        ]}
      />
      <CodeBlock
        label="Example calls"
        text={`lochan("checkout_started", { plan: "team", seats: 5 });
lochan.identify("u_1c07", { company: "Acme" });`}
      />
      <p>
        Every call works at once, and until the script has loaded each gives a promise of its result. None
        throws: what goes wrong in the snippet stays there.
      </p>
      <p>
        An attribute does it without a script: a click on an element with data-lochan="name", or inside of it,
        is an event of that name, with its data-lochan-* attributes as properties.
      </p>
      <CodeBlock
        label="An event without a script"
        text={`<button data-lochan="bought" data-lochan-plan="team">Buy</button>`}
      />
      <h3>Limits</h3>
      <p>
        Ten events a second and a hundred at once; more are left out, and the next event tells how many in one
        called $dropped. An event has room for 8 KB and 100 properties, nested at most 5 deep: what is past it
        is cut, and counted in its property $cut. Up to 1,000 events or 512 KB wait on the page, the oldest
        give way and are counted in $dropped.
      </p>
    </Article>

    <Article id="attributes" title="Attributes">
      <p>Of the second tag.</p>
      <TermTable
        caption="Attributes of the script tag"
        heads={["Attribute", "What it says"]}
        rows={[
          ["data-project, data-key", "Which project the events are for. The snippet needs both."],
          [
            "data-auto",
            "What is recorded by itself, one or several of page, outbound and download: page unless you say otherwise. Clicks on links to other hosts are outbound_click, on links to files download, each with its url.",
          ],
          ["data-hash", "What follows # is part of a page's address. For routers that keep the page there."],
          [
            "data-query",
            "Which parameters of an address are kept, by name, with * for any ending: utm_*,ref unless you say otherwise. All others are left out before anything is stored.",
          ],
          [
            "data-storage",
            "none keeps nothing in the browser: no id from page to page, and what was not sent is gone with the page. Otherwise local.",
          ],
          ["data-dnt", "Records nothing where the browser says Do Not Track."],
          [
            "data-bridge",
            "Where bridge.html is, if it is not beside lochan.js; none where only the collector is wanted.",
          ],
          ["data-endpoint", "The address of a collector of your own, see below."],
        ]}
      />
      <h3>In a bundle</h3>
      <p>
        Bundlers import the same snippet from the package lochan, with its types. It puts nothing on the
        page's window, and the attributes are options of the same names: host is where Lochan is served from.
      </p>
      <CodeBlock
        label="The snippet in a bundle"
        text={`import { init } from "lochan/snippet";

const lochan = init({ project: "…", key: "…", host: "https://lochan.example", auto: ["page", "outbound"] });
lochan("checkout_started", { plan: "team" });`}
      />
      <h3>Privacy</h3>
      <p>
        Where a browser sends Global Privacy Control nothing is recorded. Your own visits are left out with{" "}
        <code>localStorage.lochan_ignore = "yes"</code>. What people type is never read.
      </p>
    </Article>
  </>
);
