import type { JSX } from "solid-js";
import { Article, TermTable } from "./article.tsx";

export const ProductsHelp = (): JSX.Element => (
  <Article id="products" title="Files of other products">
    <p>
      Whose export a file is, Lochan tells from its rows, not from its name. Each event keeps the product's
      own id as the basis of its id, so the same file again, or one that overlaps, adds nothing twice. What
      products say of a page and its browser gets the snippet's words: url, path, referrer, browser, os,
      device, country. What has no room in an event is left out and counted in its property $cut. Addresses of
      clients (IP) are not kept.
    </p>
    <TermTable
      caption="What is read of each product"
      words
      heads={["Product", "What is read", "Worth knowing"]}
      rows={[
        [
          "PostHog",
          "Batch exports, bodies of the batch API, rows of SQL with uuid, event, properties, timestamp and distinct_id.",
          "A user is known where PostHog says that one was identified; its id of the person is the property person_id.",
        ],
        [
          "Mixpanel",
          "The raw export, one event a line.",
          "Times are taken for UTC. Projects from before 2023 have them by the project's own clock: import with lochanApp.import(projectId, file, { timeZoneOffsetMinutes }), how far that is ahead of UTC.",
        ],
        ["Amplitude", "The Export API's lines.", "A session is of its device."],
        [
          "Google Analytics 4",
          "Rows of its export to BigQuery, as JSON.",
          "It gives events no id: they are told apart by browser, microsecond, name and place. Events without consent, which name no browser, count as one browser's, (not set).",
        ],
        [
          "Segment",
          "The calls track, page, screen, identify, group and alias, as its storage keeps them.",
          "Times are by Segment's correction of the browser's clock.",
        ],
        [
          "Matomo",
          "Visits with their actions: Live.getLastVisitsDetails, JSON or XML.",
          "Each action is an event: pages, events by their action, goals by their name, outlinks, downloads, searches, orders.",
        ],
        [
          "Umami",
          "Rows of website_event from Umami Cloud.",
          "Umami's session is a browser in a month: here it is the browser, and Umami's visit is the session.",
        ],
        [
          "Plausible",
          "The zip of its CSV export, or files of it: visitors, sources, pages, entry and exit pages, goals, locations, devices, browsers, systems.",
          "Totals of days are no events and become none: the Overview shows them below everything else, drawn as imported, and adds them to nothing. Of a day that two imports have, the later one stands; undo it and the one before is back. They go with a time that is erased, as they get older than the project keeps events, and with the project. Backups and folders that devices share carry them.",
        ],
        [
          "Web servers",
          "Common and Combined Log Format; JSON lines of Caddy and of nginx, by the names of its variables.",
          "A page is what GET asked for and got (2xx, 304), and is HTML by its content type, or its address has no file's ending, or a page's. All else is a request. A browser is a hash of address and user agent that only this device can make; of the query only utm_* is kept. Robots that say so have the property $bot.",
        ],
      ]}
    />
  </Article>
);
