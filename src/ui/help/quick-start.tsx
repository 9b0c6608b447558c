import type { JSX, ParentProps } from "solid-js";
import { useView } from "../state/view-context.ts";
import { Article, CodeBlock, TermTable } from "./article.tsx";

export const QuickStart = (): JSX.Element => (
  <>
    <Article id="quick-start" title="Quick start">
      <ol>
        <li>
          Create a project. Choose its time zone with care: it decides where a day begins. It can be changed
          later.
        </li>
        <li>
          Under Sources, add the address of your site to the allowed origins and copy the snippet into the
          head of its pages. <SnippetLink>The snippet</SnippetLink> has a page of its own.
        </li>
        <li>Keep Lochan open, and open your site in another tab of this browser.</li>
        <li>Watch the events arrive under Live, and the numbers move under Overview.</li>
      </ol>
      <p>
        Without a site at hand: drop a file of events on any page, or try the demo shop from the welcome page.
        Its back room lets simulated shoppers in, up to 200 at once, and offers its tracking plan as a file.
        What they do comes through the snippet as your own clicks do, and carries simulated: true.
      </p>
    </Article>

    <Article id="arrival" title="How events reach this device">
      <p>
        Lochan has no server. Your site's page, open in this browser, hands its events to Lochan's page or to
        a small bridge page on Lochan's own address. Which way is used depends on where your site is served
        from.
      </p>
      <TermTable
        caption="Ways for events to arrive"
        words
        heads={["Way", "When it works"]}
        rows={[
          ["same origin", "Your site and Lochan share one address. Always works, in every browser."],
          [
            "bridge",
            "Your site is on the same site as Lochan: another port of localhost, or another subdomain, with the same scheme. Works in Chromium browsers, also while Lochan is closed. Safari keeps frames of other origins apart, so it does not work there.",
          ],
          [
            "opened by Lochan",
            "Lochan opened your site's tab. Works across sites too, unless the site sends Cross-Origin-Opener-Policy: same-origin.",
          ],
          [
            "small window",
            "lochan.connect() on your site opens Lochan in a small window, on a click, where no other way is open.",
          ],
          [
            "collector",
            "Your site posts its events to a server of yours, and the file that writes is imported here.",
          ],
          ["live feed", "A server of yours that Lochan reads while it is open in a tab."],
          ["file", "Drop a file on any page: an export of another product, or a table of your own."],
          [
            "watched folder",
            "Files in a folder of this device, read as they appear and grow while Lochan is open in a tab.",
          ],
          ["another device", "A backup of it that you restore here, or a folder that both share."],
          ["script", "lochanApp.append() from the console or a script on Lochan's page."],
        ]}
      />
      <p>
        Lochan&apos;s own files have one event a line, as JSON (NDJSON), or one a row of CSV or Parquet. A
        name, a time and whose event it is are enough; id, userId, sessionId, type and properties may come
        with them. A row without an id gets one made of the row, so the same file again adds nothing.{" "}
        <a href="#importing">Importing files</a> says what else is read.
      </p>
      <CodeBlock
        label="A line of a file of Lochan's own"
        text={`{"name":"signup","distinctId":"browser-1","timestamp":"2026-11-29T08:00:00Z","properties":{"plan":"team"}}`}
      />
      <p>
        While no way is open the snippet keeps events in the tracked page's own storage, up to 1,000 of them,
        and sends them when one opens. An event is removed there only after Lochan has stored it.{" "}
        <SnippetLink hash="ways">Which way works where</SnippetLink> says it by browser.
      </p>
    </Article>

    <Article id="folders" title="Watched folders">
      <p>
        Under Sources you can lend Lochan a folder to read, in browsers that have the File System Access API:
        Chromium ones on a computer. Files that appear in it, or in folders inside it, are read from their
        start, files that grow from where they were read to. Nothing in the folder is changed.
      </p>
      <ul>
        <li>
          <strong>What is read.</strong> All that an import reads, told by its content. Plain NDJSON is read
          on from where it ended; everything else is read as a whole whenever it changes, which takes longer
          as it grows. A file that is still being written may say that it is cut short until it is finished. A
          table whose columns nobody has named is listed as not read: import one such file on the Data page
          and name them there, and the folder reads the others. Other files are listed too, and hidden ones
          left out.
        </li>
        <li>
          <strong>Once.</strong> Only whole lines are read, and how far a file was read is noted only when its
          events are stored. A file that shrank, or begins otherwise than before, is read again from its
          start. Ids keep what comes twice from counting twice; a line without an id gets one made of the
          line. A change inside what was read already is not noticed.
        </li>
        <li>
          <strong>When.</strong> While Lochan is open: one of its tabs reads, others show how far it is. Some
          browsers report a change at once; elsewhere the folder is looked at every few seconds.
        </li>
        <li>
          <strong>Permission.</strong> A browser may ask again after a restart. Until you agree under Sources
          nothing is read, and then all that came meanwhile is.
        </li>
        <li>
          <strong>Other browsers.</strong> Choose the files by hand instead, and choose them again when they
          have grown: by their names, only what is new is read.
        </li>
      </ul>
      <p>
        A folder that your own collector writes to, or that another machine shares, is so a source like any
        other.
      </p>
    </Article>
  </>
);

function SnippetLink(props: ParentProps<{ hash?: string }>): JSX.Element {
  const view = useView();
  return (
    <a href={view.href("/help/snippet") + (props.hash === undefined ? "" : `#${props.hash}`)}>
      {props.children}
    </a>
  );
}
