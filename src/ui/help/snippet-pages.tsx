import type { JSX } from "solid-js";
import { Article, CodeBlock } from "./article.tsx";

export const SnippetPages = (): JSX.Element => (
  <Article id="pages" title="Pages and single-page apps">
    <p>
      A page view is recorded when the page is seen, and whenever its address changes without loading: by
      history.pushState, history.replaceState, or the buttons back and forward. Routers use these, so there is
      nothing to set up.
    </p>
    <ul>
      <li>
        <strong>One for each address.</strong> Parameters that are not kept, and what follows #, do not make a
        page. With data-hash, what follows # does, up to a question mark.
      </li>
      <li>
        <strong>Redirects.</strong> A router that redirects while it navigates counts once, as the page it
        ends on.
      </li>
      <li>
        <strong>Titles</strong> are read right after the address changed and the router had its turn. A title
        that comes later, with data that is still loading, comes too late: then record pages yourself.
      </li>
      <li>
        <strong>Back and forward.</strong> A page the browser kept in memory is a new page view when it is
        shown again.
      </li>
      <li>
        <strong>Prerendered and hidden pages</strong> count once somebody sees them, and not before.
      </li>
    </ul>
    <h3>How a page was read</h3>
    <p>
      When a page is left, hidden or followed by the next, an event called $page_leave tells how it was read,
      if that was for 3 seconds or with a deeper scroll: engaged_ms is the time it was visible and had the
      focus since its last one, so add them up; scroll is the deepest so far, in percent, so take the largest.
      It is in no total, as all names that begin with $.
    </p>
    <h3>By hand</h3>
    <p>To record pages yourself, say so in the tag, and call when the page is complete:</p>
    <CodeBlock
      label="Pages recorded by hand"
      text={`<script async src="…/lochan.js" data-auto="" …></script>

router.afterEach(async (to) => {
  await to.meta.loaded;
  lochan.page({ section: to.meta.section });
});`}
    />
  </Article>
);
