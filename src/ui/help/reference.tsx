import type { JSX } from "solid-js";
import { Article, CodeBlock, TermTable } from "./article.tsx";
import { EVENTS_SCHEMA, type SchemaColumn } from "../../model/events-schema.ts";
import { SESSIONS_SCHEMA, USERS_SCHEMA } from "../../model/sql-schema.ts";
import { useView } from "../state/view-context.ts";

const rowsOf = (schema: readonly SchemaColumn[]): string[][] =>
  schema.map(({ name, type, meaning }) => [name, type, meaning]);

const SqlPageLink = (): JSX.Element => <a href={useView().href("/sql")}>SQL page</a>;

export const SqlReference = (): JSX.Element => (
  <Article id="sql" title="SQL">
    <p>
      Questions in SQL go to a read-only copy of the open project's events, in DuckDB inside this browser.
      They see that project and nothing else: no files, no network, no other project. The <SqlPageLink />{" "}
      writes and runs them, draws what comes of them, and keeps them; its Help has examples, and what to write
      in place of what this engine lacks: JSON functions, time zones, Parquet and all else that is an
      extension of DuckDB.
    </p>
    <TermTable
      caption="Columns of the table events"
      heads={["Column", "Type", "Meaning"]}
      rows={rowsOf(EVENTS_SCHEMA)}
    />
    <p>
      Each property is a column under its own name: DOUBLE where only numbers were seen, BOOLEAN where only
      true and false, else VARCHAR, with objects and lists as JSON. A missing property and a JSON null are
      NULL. A property named like a column above is <code>"properties.name"</code>. Quote names with other
      signs than letters, digits and underscores.
    </p>
    <p>
      The views <code>sessions</code> and <code>users</code> count as every page does: they have a row for
      each that has an event which counts, of all time and all traffic. Traffic rules do not apply to SQL.
    </p>
    <TermTable
      caption="Columns of the view sessions"
      heads={["Column", "Type", "Meaning"]}
      rows={rowsOf(SESSIONS_SCHEMA)}
    />
    <TermTable
      caption="Columns of the view users"
      heads={["Column", "Type", "Meaning"]}
      rows={rowsOf(USERS_SCHEMA)}
    />
    <p>
      The page shows at most 10,000 rows and 32 MB of them; a file can have 100,000 rows or 128 MB, which is
      the most the engine gives. What was cut is said above the rows and in the file's name. The last 100
      statements of a project are remembered in this browser alone. Saved queries go into backups and shared
      folders.
    </p>
    <p>
      Two devices with the same events, merged by backups or imported, give the same rows in every column that
      is not local. Rows that <code>ORDER BY</code> leaves equal, and those of a question without one, come in
      an order of the device’s own; a sum or mean of fractions may differ in its last digit, since they are
      added in that order.
    </p>
    <p>
      A question that runs for more than 30 seconds is stopped. Whatever has been running for more than two
      seconds is shown above the status bar, where it can be cancelled by itself; panels go on answering
      meanwhile.
    </p>
    <CodeBlock
      label="Example question in SQL"
      text={`await lochanApp.sql(projectId, \`
  SELECT date, count(*) AS events, count(DISTINCT actor) AS users
  FROM events
  WHERE name NOT LIKE '$%'
  GROUP BY date
  ORDER BY date\`);`}
    />
  </Article>
);

export const ConsoleReference = (): JSX.Element => (
  <Article id="console" title="Console API">
    <p>
      On Lochan's own page, scripts and the browser console have <code>lochanApp</code>. Every call resolves
      to <code>{"{ ok: true, value }"}</code> or <code>{"{ ok: false, failure }"}</code>, where a failure has
      a kind and a message in words.
    </p>
    <TermTable
      caption="Calls of the Console API"
      heads={["Call", "What it gives"]}
      rows={[
        ["projects()", "All projects."],
        ["createProject({ name, timeZone?, origins? })", "The new project."],
        ["updateProject(projectId, patch)", "The project as it is now."],
        ["deleteProject(projectId)", "How many events went with it."],
        [
          "append(projectId, events, { until? })",
          "How many were accepted, already here, left out because their user or time was erased or they are older than the project keeps, and refused with reasons. An event may leave out id, receivedAt and properties. With until stored it answers when they are on disk, before duplicates are known. A quota-exceeded that has stored: true came after that: they count when there is room.",
        ],
        [
          "import(projectId, file, { fileName?, format?, mapping?, timeZoneOffsetMinutes? })",
          "The summary of the import. format names whose export it is, where it is not as it looks; mapping says what its columns are; timeZoneOffsetMinutes, how far the clock of a Mixpanel project is ahead of UTC. A table of nobody known, without one, is needs-mapping: the failure's proposal says what its columns look like, and nothing was imported.",
        ],
        ["imports(projectId)", "The history of imports, newest first, with their ids."],
        [
          "undoImport(projectId, importId)",
          "How many events went, for nothing else had brought them, and how many stay. Importing the file again brings back what went.",
        ],
        [
          "reconcile(projectId, a, b, { measure? })",
          "Two sides over the whole days both have, and why they differ; partDays names days at the ends of which one has a part. A side is { files: [{ file, fileName?, format?, mapping?, timeZoneOffsetMinutes? }], shiftMs? }, or the project's own events: {} or { origin }. measure: events, views, users or sessions. Nothing is imported.",
        ],
        [
          "export(projectId, format, { from?, until?, filters?, traffic?, propertyColumns?, to? })",
          "A Blob, or null once all is written to the writable stream to. Formats: ndjson, ndjson.gz, csv, csv.gz, parquet, parquet.zip. Filters are as in a question; what somebody did is judged up to until, or without it up to now or the last event. propertyColumns gives each property a column of CSV.",
        ],
        [
          "backup({ projects?, to? })",
          "Projects whole, default all, as a .lochan file: a Blob, or null once all is written to the writable stream to. It is a zip that holds events as Parquet.",
        ],
        [
          "restore(file, { projects?, fileName?, erasures? })",
          "What came of each project of a .lochan file. One that is here already is merged: events by id, the rest by the newest edit, and conflicts says what was decided. People and times that the other device erased are erased here too, erased says how many events that took, and erasedDays of how many days imported totals went; erasures: keep-out leaves what is here and only keeps out what comes. Damaged parts are named, and everything else is restored.",
        ],
        [
          "totals(projectId, { from?, before? })",
          "What other products counted by day: { extent, days, groups }. Of days that lie in that time whole, in epoch milliseconds and by the project's clock; without one, of all.",
        ],
        [
          "sharedProjects(folder)",
          "{ projects, leftOut }: the projects devices wrote into a shared folder, which of them are here, and how many more there are than the 200 that are looked at. A folder is a FileSystemDirectoryHandle, lent for reading and writing.",
        ],
        [
          "shareInFolder(projectId, folder)",
          "null: from now on the project is shared there, with who has it there already, or as the first.",
        ],
        [
          "openFromFolder(projectId, folder)",
          "A project that is only in the folder yet, made here and shared.",
        ],
        [
          "sharedFolder(projectId)",
          "How its shared folder stands: trouble, what this device wrote, and of each other device what came, what is waited for and why. null where it is in none.",
        ],
        ["pauseFolder(projectId, paused?)", "null. With false, sharing goes on."],
        [
          "leaveFolder(projectId, { files? })",
          "null: what came stays here. With files: true this device's files are taken out of the folder.",
        ],
        [
          "share(projectId, { window?, granularity?, leastUsers?, filters?, traffic?, onlyOver?, title?, note? })",
          "The project’s dashboard as one HTML file, a Blob: the last 30 days, numbers about at least 5 users, unless said otherwise. onlyOver leaves out the bucket that is not over. invalid-input where fewer users are in the range.",
        ],
        [
          "ask(projectId, question, { freshness? })",
          "An answer with its receipt; with freshness any, from what is folded already, waiting for nobody. It counts all events unless the question has traffic: real, which leaves out what the project's traffic rules say, or left-out, which counts that alone.",
        ],
        [
          "sql(projectId, text, { limit?, limitBytes?, timeoutMs? })",
          "Columns and rows: 1,000 and 32 MB of them unless you say otherwise, at most 100,000 and 128 MB; truncatedBy says which limit they were cut at. After timeoutMs, 30,000 unless you say otherwise and at most 600,000, it is stopped with query-timeout.",
        ],
        [
          "properties(projectId)",
          "The keys properties have, with the number of events that have them, the most frequent first.",
        ],
        [
          "values(projectId, property, search?)",
          "At most 50 values that contain the text, in whatever case, with the number of their events, the most frequent first; of a session’s own field such as $channel, of its sessions.",
        ],
        [
          "searchEvents(projectId, { from, to, filters?, text?, traffic?, judgedOver? }, { limit?, before? })",
          "Events of that time, newest first: 100 unless you say otherwise, at most 500; before goes on from the end of a page. Filters are as in a question. traffic real has only real traffic count for what somebody did, and judgedOver, a longer time, is what that is judged over; neither leaves an event out.",
        ],
        ["segments(projectId)", "Saved segments: { id, name, terms, createdAt, updatedAt }."],
        [
          "saveSegment(projectId, { id, name, terms })",
          "The segment as it is stored, in place of the one with its id. Its terms are filters as in a question, none of them a segment.",
        ],
        ["deleteSegment(projectId, id)", "What was there, to save again; null where there was none."],
        [
          "dashboards(projectId)",
          "{ id, name } of each dashboard but the Overview. dashboard(projectId, id?) gives one whole, the Overview without an id.",
        ],
        [
          "saveDashboard(projectId, { id?, name, widgets })",
          "The dashboard as it is stored: the one of that id, or a new one. What dashboard gave can be changed and given back. deleteDashboard(projectId, id) gives what was there, to save again; null where there was none.",
        ],
        [
          "exportDashboard(projectId, id?)",
          "Its file, as text. importDashboard(projectId, text) makes a new dashboard of such a file, in whatever project; newer-schema where a newer Lochan wrote it.",
        ],
        ["plan(projectId)", "The tracking plan: { version, events, updatedAt }."],
        [
          "savePlan(projectId, { version: 1, events, updatedAt? })",
          "The plan as it is stored. With updatedAt, of the plan it was made from, it is refused where another was saved meanwhile.",
        ],
        [
          "inferPlan(projectId, { from?, to? })",
          "What the events of that time, in epoch milliseconds, would make for a plan, with how often each property was seen. Nothing is saved.",
        ],
        [
          "planViolations(projectId, { window? })",
          "How often events of the window, or all of them, depart from the plan in which way, with the last event of each. The window is that of a question.",
        ],
        ["status()", "Events, checkpoints, leader, engine and storage."],
        [
          "verify(projectId)",
          "Recounts the log: drift 0 means the rollups equal it. Rollups that differ are built anew; repaired then says what a second recount found. lost lists blocks that cannot be read.",
        ],
        ["rebuild(projectId)", "Builds rollups, counters and the query engine's copy anew from the log."],
        ["damage(projectId)", "The blocks of the log that cannot be read, with their events and times."],
        [
          "erase(projectId, { userId | from?, before | all })",
          "What was erased. A time stays out from then on, until updateProject(projectId, { letIn: { from?, before } }) names it.",
        ],
      ]}
    />
    <CodeBlock
      label="Example calls of the Console API"
      text={`const { value: projects } = await lochanApp.projects();
await lochanApp.append(projects[0].id, [
  { name: "signup", distinctId: "browser-1", timestamp: Date.now(), properties: { plan: "team" } },
]);
await lochanApp.ask(projects[0].id, {
  version: 1,
  measure: "users",
  window: { last: "7d" },
  granularity: "day",
  filters: [{ property: "plan", op: "is", value: "team" }],
  compare: "previous",
});`}
    />
  </Article>
);
