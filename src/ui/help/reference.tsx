import type { JSX } from "solid-js";
import { Article, CodeBlock, TermTable } from "./article.tsx";
import { EVENTS_SCHEMA } from "../../model/events-schema.ts";

export const SqlReference = (): JSX.Element => (
  <Article id="sql" title="SQL">
    <p>
      Questions in SQL go to a read-only copy of the open project's events, in DuckDB inside this browser.
      They see that project and nothing else: no files, no network, no other project.
    </p>
    <TermTable
      caption="Columns of the table events"
      heads={["Column", "Type", "Meaning"]}
      rows={EVENTS_SCHEMA.map((column) => [column.name, column.type, column.meaning])}
    />
    <p>
      Each property is a column under its own name: DOUBLE where only numbers were seen, BOOLEAN where only
      true and false, else VARCHAR, with objects and lists as JSON. A missing property and a JSON null are
      NULL. A property named like a column above is <code>"properties.name"</code>. Quote names with other
      signs than letters, digits and underscores.
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
          "How many were accepted, already here, left out because their user or time was erased or they are older than the project keeps, and refused with reasons. An event may leave out id, receivedAt and properties. With until stored it answers when they are on disk, before duplicates are known.",
        ],
        ["import(projectId, file, options?)", "The summary of the import."],
        [
          "export(projectId, format, { from?, until?, to? })",
          "A Blob, or writes to the writable stream to. The format is ndjson or ndjson.gz.",
        ],
        [
          "ask(projectId, question)",
          "An answer with its receipt. It counts all events unless the question has traffic: real, which leaves out what the project's traffic rules say, or left-out, which counts that alone.",
        ],
        [
          "sql(projectId, text, { limit?, timeoutMs? })",
          "Columns and rows. After timeoutMs, 30,000 unless you say otherwise and at most 600,000, it is stopped with query-timeout.",
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
