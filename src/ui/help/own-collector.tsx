import type { JSX } from "solid-js";
import { CopyBlock } from "../controls/copy-block.tsx";
import { useView } from "../state/view-context.ts";
import { Article, CodeBlock, TermTable } from "./article.tsx";
// oxlint-disable-next-line import/default -- Its text, which the tests run as a program.
import collector from "./collector.mjs?raw";

export function OwnCollector(): JSX.Element {
  const view = useView();
  return (
    <Article id="collector" title="Your own collector">
      <p>
        Browsers of other people do not reach this device. A collector of yours can take their events, and its
        file comes in on the <a href={view.href("/data")}>Data page</a>. With data-endpoint the snippet posts
        there where no other way is open.
      </p>
      <CodeBlock
        label="A tag with a collector"
        text={`<script async src="…/lochan.js" data-project="…" data-key="…"
  data-endpoint="https://collector.example/events"></script>`}
      />
      <h3>What is posted</h3>
      <p>
        A POST of the type text/plain, so that browsers ask no permission first, of at most 51,000 bytes: one
        JSON object a line. Any answer from 200 to 299 says that all of its events are stored, and the page
        forgets them. Any other answer, or none, has them sent again later: a collector sees an event twice
        now and then. Its id is the same, and it counts once.
      </p>
      <TermTable
        caption="Fields of a line"
        heads={["Field", "What it is"]}
        rows={[
          ["id", "Of the event, the same however often it is sent."],
          ["type, name", "page, track or identify, and the name."],
          ["properties", "An object."],
          ["distinctId, userId?, sessionId?", "The browser, the person if known, the session."],
          ["timestamp", "When it happened, in milliseconds since 1970, by the browser's clock."],
          ["sentAt", "When it was posted, by the same clock."],
          [
            "project",
            "The project's id. Where this browser has that project and the file goes into another one, the line is refused; an id it does not know is taken.",
          ],
          [
            "userAgent, language, timeZone, screen",
            "On page views and identify lines: what browser, system and device are read from.",
          ],
          [
            "receivedAt",
            "Never sent. A collector may add it, by its own clock: a wrong clock of the browser is then corrected.",
          ],
        ]}
      />
      <CodeBlock
        label="A posted line"
        text={`{"id":"019ad2f0-…","type":"page","name":"page_view","properties":{"url":"https://shop.example/","title":"Shop"},"distinctId":"019ad2ef-…","sessionId":"019ad2ef-…","timestamp":1764403200000,"project":"…","sentAt":1764403201000,"userAgent":"Mozilla/5.0 …","language":"en-GB","timeZone":"Europe/London","screen":"1920x1080"}`}
      />
      <h3>A collector</h3>
      <p>
        For Node 20, without other packages. It adds the time of receipt, and answers once the lines are on
        disk.
      </p>
      <CopyBlock
        label="A collector"
        text={collector.trim()}
        action="Copy collector"
        said="The collector is on the clipboard."
        lines
      />
      <p>
        Drop the file it writes on any page, as often as you like: what is there already is not counted again.
        Put the collector behind HTTPS if your site is, and name your site in place of the star: then other
        sites cannot read its answers. Anybody can post to it, as to every collector.
      </p>
    </Article>
  );
}
