import { readdir, readFile, writeFile } from "node:fs/promises";

const FOLDER = "tests/bench/results";
const [START, END] = ["<!-- bench: made by npm run bench:table -->", "<!-- end of bench -->"];
const TITLES = {
  duckdb: "DuckDB-WASM",
  "duckdb-tuned": "DuckDB-WASM, tuned",
  sqlite: "SQLite-WASM",
  pglite: "PGlite",
  perspective: "Perspective",
  arquero: "Arquero",
};

const count = (value) => Math.round(value).toLocaleString("en");
const milliseconds = (value) =>
  value < 0.01 ? "< 0.01" : value < 10 ? String(Number(value.toPrecision(2))) : count(value);
const seconds = (value) => (value === undefined ? "–" : `${Number((value / 1_000).toPrecision(3))} s`);
const megabytes = (value) => (value === undefined ? "–" : `${count(value / 1e6)} MB`);
const titleOf = (peer) => TITLES[peer] ?? peer;

/** Markdown with columns as wide as their widest cell, as the formatter has it. */
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [
    line(rows[0]),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...rows.slice(1).map(line),
  ];
}

/** The slowest of a row's measures; undefined where any of them is missing. */
function slowest(row, timeOf) {
  const times = row.measures.map((measure) => timeOf(`${row.id} ${measure}`));
  return times.every((time) => time !== undefined) ? Math.max(...times) : undefined;
}

function besidePeers(rows, { lochan, peers }) {
  const names = Object.keys(peers);
  const head = ["p95, ms", "Lochan", ...names.map(titleOf)];
  const body = rows.map((row) => {
    const own = slowest(row, (id) => lochan.questions?.[id]?.insideWorker.p95);
    const cells = names.map((name) => {
      const asked = (id) => peers[name].questions?.[id];
      const time = slowest(row, (id) => (asked(id)?.failed === undefined ? asked(id)?.ms.p95 : undefined));
      const wrong = row.measures.some((measure) => asked(`${row.id} ${measure}`)?.differs !== undefined);
      return time === undefined ? "–" : `${milliseconds(time)}${wrong ? ", wrong" : ""}`;
    });
    return [row.title, own === undefined ? "–" : milliseconds(own), ...cells];
  });
  const disk = (found) => (found ? megabytes(found.indexedDb + found.opfs) : "–");
  const mirror = lochan.bytes?.opfs ? ` + ${megabytes(lochan.bytes.opfs)} mirror` : "";
  const ownDisk = lochan.bytes ? `${megabytes(lochan.bytes.indexedDb)}${mirror}` : "–";
  const whole = (name, value) => (peers[name].stopped === undefined ? value : "–");
  return table([
    head,
    ...body,
    [
      "Loading",
      seconds(lochan.load?.loadMs),
      ...names.map((name) => whole(name, seconds(peers[name].loadMs))),
    ],
    [
      "Memory",
      megabytes(lochan.memory?.bytes),
      ...names.map((name) => whole(name, megabytes(peers[name].memoryBytes))),
    ],
    ["On disk", ownDisk, ...names.map((name) => whole(name, disk(peers[name].disk)))],
  ]);
}

function besideSql(rows, bySize) {
  const titles = new Map(
    rows.flatMap(({ id, title, measures }) =>
      measures.map((measure) => [`${id} ${measure}`, `${title}, ${measure}`]),
    ),
  );
  const found = Object.entries(bySize).flatMap(([size, { ratios }]) =>
    Object.entries(ratios?.rawToSql ?? {}).map(([id, { lochanMs, sqlMs, ratio }]) => [
      titles.get(id) ?? id,
      count(Number(size)),
      milliseconds(lochanMs),
      milliseconds(sqlMs),
      String(ratio),
    ]),
  );
  if (found.length === 0) return [];
  return [
    "Questions that read events, beside the same by hand in DuckDB-WASM over plain events, with its total and rest where Lochan gives these (p50, ms):",
    "",
    ...table([["Question", "Events", "Lochan", "By hand", "Ratio"], ...found]),
    "",
  ];
}

function slowestFixed({ questions = {} }, spreadOf) {
  const times = Object.values(questions).flatMap((found) =>
    found.source === "raw" ? [] : [spreadOf(found)?.p95 ?? NaN],
  );
  return times.length > 0 && times.every(Number.isFinite) && `${milliseconds(Math.max(...times))} ms`;
}

function ownFigures(results) {
  const sizes = Object.entries(results.bySize);
  const figures = [
    ["Import, events/s", (own) => own.load && count(own.load.eventsPerSecond)],
    ["On disk, bytes an event, the mirror apart", (own) => own.bytes && String(own.bytes.bytesAnEvent)],
    ["Numbers painted after a reload", (own) => own.coldStart && `${count(own.coldStart.numbersPainted)} ms`],
    ["DuckDB ready after a reload", (own) => own.coldStart && `${count(own.coldStart.engineReady)} ms`],
    ["Memory, all pages used", (own) => own.memory && megabytes(own.memory.bytes)],
    ["A second tab adds", (own) => own.memory && megabytes(own.memory.secondTabBytes)],
    [
      "Event to pixel at 100/s, p95",
      (own) => own.pixels?.["100"] && `${count(own.pixels["100"].pixelMs.fromAppend.p95)} ms`,
    ],
    [
      "Event to pixel at 5,000/s, p95",
      (own) => own.pixels?.["5000"] && `${count(own.pixels["5000"].pixelMs.fromAppend.p95)} ms`,
    ],
    [
      "Longest main-thread task at 5,000/s",
      (own) =>
        own.mainThread &&
        (own.mainThread.longTasks === 0 ? "under 50 ms" : `${count(own.mainThread.longestTaskMs)} ms`),
    ],
    [
      "Stored for a minute, of what was offered",
      (own) =>
        own.sustained &&
        `${count(own.sustained.storedPerSecond)}/s of ${count(own.sustained.eventsPerSecond)}/s`,
    ],
    [
      "Fixed panels, asked from the page, slowest p95",
      (own) => slowestFixed(own, ({ fromPage }) => fromPage),
    ],
    [
      "Fixed panels, first ask after a new event, slowest p95",
      (own) => slowestFixed(own, ({ afterNews }) => afterNews),
    ],
    [
      "All that was acked counted, after the last ack",
      (own) => own.sustained?.lag && seconds(own.sustained.lag.drainedMs),
    ],
    [
      "Rollups and mirror behind the log meanwhile, at worst",
      (own) => own.sustained?.lag && `${count(Math.max(...Object.values(own.sustained.lag.maxMs)))} ms`,
    ],
  ];
  return table([
    ["Lochan alone", ...sizes.map(([size]) => `${count(Number(size))} events`)],
    ...figures.map(([title, read]) => [title, ...sizes.map(([, { lochan }]) => read(lochan ?? {}) || "–")]),
  ]);
}

function notes(bySize) {
  const peers = Object.values(bySize).flatMap((size) => Object.entries(size.peers ?? {}));
  const stores = new Map(peers.flatMap(([name, { store }]) => (store === undefined ? [] : [[name, store]])));
  const stopped = Object.entries(bySize).flatMap(([size, found]) =>
    Object.entries(found.peers ?? {})
      .filter(([, { stopped: why }]) => why !== undefined)
      .map(([name, { stopped: why, held }]) => {
        const reason = why.split("\n")[0].slice(0, 160);
        return why.startsWith("not run")
          ? `- ${titleOf(name)}: ${reason}.`
          : `- ${titleOf(name)} stopped at ${count(held ?? 0)} of ${count(Number(size))} events: ${reason}.`;
      }),
  );
  const unanswered = Object.entries(bySize).flatMap(([size, found]) =>
    Object.entries(found.peers ?? {}).flatMap(([name, { questions = {} }]) =>
      Object.entries(questions)
        .filter(([, { failed }]) => failed !== undefined)
        .map(
          ([id, { failed }]) =>
            `- ${titleOf(name)} at ${count(Number(size))} events, ${id}: ${failed.split("\n")[0].slice(0, 120)}.`,
        ),
    ),
  );
  return [...[...stores].map(([name, store]) => `- ${titleOf(name)}: ${store}.`), ...stopped, ...unanswered];
}

function snippetSizes({ gzipBytes, fieldGzipBytes }) {
  if (!gzipBytes || !fieldGzipBytes) return [];
  const own = [
    ["**Lochan**, the inline stub", gzipBytes.stub],
    ["**Lochan**, `lochan.js`: records", gzipBytes.snippet],
    [
      "**Lochan**, with `lochan-idle.js`: delivers, once the page is idle",
      gzipBytes.snippet + gzipBytes.snippetIdle,
    ],
    ["**Lochan**, the bridge's page, one for all sites", gzipBytes.bridge],
  ];
  const rows = [...own, ...Object.entries(fieldGzipBytes)]
    .filter(([, bytes]) => Number.isFinite(bytes))
    .toSorted(([, a], [, b]) => a - b);
  return [
    "What a site loads, gzip -9:",
    "",
    ...table([["Script", "Bytes"], ...rows.map(([name, bytes]) => [name, count(bytes)])]),
    "",
  ];
}

/** What files take, beside peers that read the same events as CSV. */
function fileFigures({ events, lochan = {}, peers = {} }) {
  const memory = ({ idleBytes, peakBytes, restBytes }) =>
    idleBytes === undefined || peakBytes === undefined
      ? "–"
      : `${megabytes(peakBytes)}, ${megabytes(idleBytes)} before${restBytes === undefined ? "" : `, ${megabytes(restBytes)} after`}`;
  const row = (title, found) =>
    found && [
      title,
      count(found.rows),
      megabytes(found.bytes),
      seconds(found.ms + (found.followMs ?? 0)),
      memory(found),
      found.mainThread
        ? `${count(found.mainThread.longestTaskMs)} ms, ${count(found.mainThread.longestProcessorMs)} of a processor`
        : "–",
    ];
  const rows = [
    row("Lochan: NDJSON in, on disk, rolled up, mirrored", lochan.ndjson),
    row("DuckDB-WASM: `read_csv`, in memory", peers.duckdb),
    row("Papa Parse and Dexie: CSV in, on disk", peers.papaparse),
    row("Lochan: Parquet out", lochan.parquetExport),
    row("Lochan: flights-3m.parquet in, through a mapping", lochan.flights),
  ].filter(Boolean);
  if (rows.length === 0) return [];
  return [
    `Files, with ${count(events)} events:`,
    "",
    ...table([["", "Rows", "File", "Time", "Memory, at most", "Longest task of the main thread"], ...rows]),
    "",
  ];
}

function hostileTasks({ flood, names }) {
  const words = ({ longestTaskMs, longestProcessorMs }) =>
    `${count(longestTaskMs)} ms, of which ${count(longestProcessorMs)} ms on a processor`;
  return `Longest task of the dashboard's main thread while a site floods it: ${words(flood)}; while 10,000 event names come in: ${words(names)}.`;
}

function write(results) {
  const { date, machine, versions, ingest, hostile, files, rows, bySize } = results;
  const versionOf = (name) => `${name} ${versions[name]}`;
  const lines = [
    `Measured on ${date.slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB; ` +
      `${versions.browser ?? "Chromium"}; ${["@duckdb/duckdb-wasm", "@sqlite.org/sqlite-wasm", "@electric-sql/pglite", "@perspective-dev/client", "arquero"].map(versionOf).join(", ")}. ` +
      "The same events for all, each in a browser of its own, each answer checked against Lochan's. A row shows the slowest of its measures " +
      "(events, users, sessions), inside the worker it runs in; of 20 rounds p95 is the slowest, and a round is the mean of several asks " +
      "where one is quick. Fixed panels may be answers that were kept: the last table has the first ask after a new event. " +
      "Memory is that of all the browser's processes.",
    "",
  ];
  for (const [size, found] of Object.entries(bySize))
    if (found.peers)
      lines.push(`**${count(Number(size))} events**`, "", ...besidePeers(rows, { lochan: {}, ...found }), "");
  lines.push(
    ...notes(bySize),
    "",
    ...besideSql(rows, bySize),
    ...ownFigures(results),
    "",
    ...snippetSizes(results),
  );
  if (ingest)
    lines.push(
      `Durable ingest: ${count(ingest.durableEventsPerSecond)} events/s, ${ingest.ratio} times rows of plain Dexie ` +
        `(${count(ingest.bulkAddEventsPerSecond)}) in the same run; with ten calls of 1,000 events under way an ack takes ${count(ingest.ackMs.p95)} ms (p95).`,
      "",
    );
  if (files) lines.push(...fileFigures(files));
  if (hostile) lines.push(hostileTasks(hostile), "");
  return lines.join("\n").replaceAll("\n\n\n", "\n\n");
}

const newest = (await readdir(FOLDER))
  .filter((name) => /^\d.*\.json$/.test(name))
  .toSorted()
  .at(-1);
if (newest === undefined) throw new Error(`There is nothing in ${FOLDER}: npm run bench`);
const results = JSON.parse(await readFile(`${FOLDER}/${newest}`, "utf8"));
if (!results.bySize) throw new Error(`${newest} has no sizes: npm run bench`);
const readme = await readFile("README.md", "utf8");
const [before, after] = [readme.indexOf(START), readme.indexOf(END)];
if (before < 0 || after < before) throw new Error(`README.md lacks "${START}" or "${END}".`);
await writeFile(
  "README.md",
  `${readme.slice(0, before)}${START}\n\n${write(results).trim()}\n\n${readme.slice(after)}`,
);
console.log(`README.md shows ${newest}`);
