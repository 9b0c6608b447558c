import type { JSX } from "solid-js";
import { DASHBOARD_LIMITS } from "../../model/dashboard.ts";
import { UNDO_STEPS } from "../boards/board-state.ts";
import { Article } from "./article.tsx";

export const DashboardsHelp = (): JSX.Element => (
  <Article id="dashboards" title="Dashboards">
    <p>
      A dashboard shows several answers over one range and with one filter, which its address says. “Pin to
      dashboard” in Explore puts a question on one: it keeps its own filters beside those of the page, and
      takes the page’s range. Its bucket size is its own until the page has another. “vs previous” on the page
      switches the comparisons that questions have on and off. A title leads back to Explore. The pin of a
      panel, on the Overview or another dashboard, puts what it shows on one more.
    </p>
    <p>
      Edit adds lists of a property, saved questions, texts and the panels of the Overview, and moves,
      resizes, renames and removes what is there. By keyboard, Enter on a handle takes a widget, arrow keys
      move it, with Shift they resize it, Enter puts it down and Escape puts it back. What is moved over
      others makes them go down, and everything moves up as far as it can. Each change is stored at once; Undo
      takes back the last {UNDO_STEPS} made since the page was opened. On a narrow screen widgets are below
      one another, in the order in which they are read.
    </p>
    <p>
      The Overview is a dashboard too, and can be reset to what it is at first. Others are renamed,
      duplicated, exported and imported as JSON, and deleted, with an undo until the app is reloaded. A
      project has at most {DASHBOARD_LIMITS.dashboards} dashboards, each of at most {DASHBOARD_LIMITS.widgets}{" "}
      widgets. They go into its backups; where two devices changed the same one, the later change stays, and
      one that was deleted on one comes back from another that still has it.
    </p>
    <p>
      What is out of view asks nothing, questions that are the same are asked once, and a range that is over
      is asked about again only when events of that time come, or somebody is identified; what looks beyond
      it, at what users did or what sessions are, is asked about again whenever events come.
    </p>
    <h3>Charts</h3>
    <p>
      A click on a line in a legend takes it out and puts it back; with Alt or Shift it is shown alone. The
      instant that is read in one chart is marked in all others of the page. A drag over a chart zooms into
      that stretch, as Shift with arrow keys and Enter do; “Zoom out” or a double click goes back. Every chart
      has its figures as a table, as CSV and as a picture.
    </p>
  </Article>
);
