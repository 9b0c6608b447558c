import type { JSX } from "solid-js";
import { Article, CodeBlock, TermTable } from "./article.tsx";

export const ComparingHelp = (): JSX.Element => (
  <Article id="compare" title="Comparing two tools">
    <p>
      Two tools that measure one site never agree, and who moves from one to the other wants to know why.
      Compare, on the Data page, takes two sides: files of one tool each, or what this project holds, all of
      it or one of its sources. Any file an import reads will do, several of them, or a zip. Files are read in
      this browser and nothing of them is imported; only what you say of a table's columns is remembered.
    </p>
    <p>
      A side counts what an import of its files into an empty project would: an event once, by its id; users
      as the actors they are known to be; sessions by the ids that came with events. Names that begin with $
      are left out, traffic rules are not applied. Both are compared over the days both have, whole days of
      the project's zone. A first or last day in the middle of which one begins or ends while the other goes
      on is left out, and named. Choose other days as you like; what is outside is counted beside.
    </p>
    <TermTable
      caption="What explains a difference"
      words
      heads={["What is said", "What it means"]}
      rows={[
        [
          "Only B has …",
          "An event, page, device, browser, system, country or source that one side alone counted, with how much of the difference that is.",
        ],
        [
          "B has nothing before 14:00 on 3 May",
          "One side is silent for two hours or more, in which by its share of the other's counts it should not be.",
        ],
        [
          "mobile: A has 510, B 204",
          "A value that differs by more than its size makes of it: a fifth of the difference or more, and half as much again as its share of what is counted.",
        ],
        [
          "B has about 70% of A's events, every day",
          "The loss is even: sampling, a consent banner, blocked scripts.",
        ],
        [
          "B looks 2 h ahead of A",
          "Moved by whole half hours, B's counts fall together with A's much better. Move B, and both are compared again.",
        ],
        [
          "… have the same id in both",
          "Events that are told apart by ids both sides know, such as two exports of Lochan; up to a million a side.",
        ],
      ]}
    />
    <p>
      Plausible exports totals by day, not events. They are a side too: page views by day and by page, device
      and so on, visitors as users of one day alone, and no hours, so that clocks and gaps within a day are
      not looked for.
    </p>
    <p>
      Shares are of the gross difference: what differs one way and what differs the other are added, not set
      off. Events are matched by their names, whatever their case, spaces and marks, and looks at pages with
      each other; choose another match in the table. Pages are compared by path, without host, query, fragment
      and the slash at the end. Browsers, systems, devices and countries that tools name differently are one:
      Mobile Safari is Safari, DE is Germany.
    </p>
    <p>
      A side may have 12 million events on 4,096 days, 4 million users and sessions, and 100,000 different
      values of one kind: where there are more pages than that, pages alone are not compared.
    </p>
    <CodeBlock
      label="Example of a comparison by script"
      text={`const { value } = await lochanApp.reconcile(
  projectId,
  { files: [{ file: posthogExport }] },
  { origin: "snippet:https://shop.example" }, // {}: all of the project
  { measure: "users" },
);
value.findings;`}
    />
  </Article>
);
