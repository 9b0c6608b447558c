import * as Comlink from "comlink";
import { EVENT_LIMITS } from "../model/event.ts";
import type { EngineApi } from "./api.ts";
import { throughStream } from "./stream-target.ts";
import { portOf } from "./worker-port.ts";

export interface EngineClient {
  readonly api: EngineApi;
  /** Resolves when the worker could not be started: no call of `api` is ever answered. */
  readonly failed: Promise<void>;
  close(): void;
}

/** From here on it pays to hand events over as columns. */
const MANY_EVENTS = 200;

let asked = false;
/** Once there is something to lose. Browsers decide by themselves, or ask the user. */
function keepFromEviction(): void {
  if (asked) return;
  asked = true;
  void navigator.storage.persisted().then((kept) => kept || navigator.storage.persist());
}

/**
 * The page's end of its engine worker. Callbacks are proxied, so they may be plain functions. The
 * worker ends with the page; a page restored from the back-forward cache reloads, because what it
 * held (lock, database, mirror) was given back when it was put away. Calls may be made before it is
 * started: they wait.
 */
export function connectEngine(worker: Promise<Worker>): EngineClient {
  const port = portOf(worker);
  const remote = Comlink.wrap<EngineApi>(port);
  const failed = worker.then(
    (started) => startFailed(started, port),
    () => undefined,
  );
  const api: EngineApi = {
    projects: () => remote.projects(),
    createProject: async (input) => {
      const created = await remote.createProject(input);
      if (created.ok) keepFromEviction();
      return created;
    },
    updateProject: (projectId, patch) => remote.updateProject(projectId, patch),
    deleteProject: (projectId) => remote.deleteProject(projectId),
    dashboard: (projectId, id) => remote.dashboard(projectId, id),
    dashboards: (projectId) => remote.dashboards(projectId),
    deleteDashboard: (projectId, id) => remote.deleteDashboard(projectId, id),
    saveDashboard: (input) => remote.saveDashboard(input),
    resetDashboard: (projectId) => remote.resetDashboard(projectId),
    refusals: (projectId) => remote.refusals(projectId),
    sources: (projectId, options) => remote.sources(projectId, options),
    folders: (projectId) => remote.folders(projectId),
    addFolder: (projectId, folder) => remote.addFolder(projectId, folder),
    pauseFolder: (projectId, folderId, paused) => remote.pauseFolder(projectId, folderId, paused),
    removeFolder: (projectId, folderId) => remote.removeFolder(projectId, folderId),
    lookIntoFolders: () => remote.lookIntoFolders(),
    device: () => remote.device(),
    nameDevice: (name) => remote.nameDevice(name),
    sharedFolder: (projectId) => remote.sharedFolder(projectId),
    findSharedProjects: (handle) => remote.findSharedProjects(handle),
    shareProject: (projectId, folder) => remote.shareProject(projectId, folder),
    takeSharedProject: async (projectId, folder) => {
      const taken = await remote.takeSharedProject(projectId, folder);
      if (taken.ok) keepFromEviction();
      return taken;
    },
    pauseSharedFolder: (projectId, paused) => remote.pauseSharedFolder(projectId, paused),
    removeSharedFolder: (projectId, options) => remote.removeSharedFolder(projectId, options),
    readChosenFiles: (projectId, folderId, files) => remote.readChosenFiles(projectId, folderId, files),
    setting: (key) => remote.setting(key),
    saveSetting: (key, value) => remote.saveSetting(key, value),
    append: async (projectId, events, options) => {
      const many = Array.isArray(events) && events.length <= EVENT_LIMITS.batchEvents ? events : [];
      if (many.length < MANY_EVENTS) return remote.append(projectId, events, options);
      const { appendMany } = await import("./append-many.ts");
      return appendMany(remote, projectId, many, options);
    },
    appendColumns: (projectId, events, options) => remote.appendColumns(projectId, events, options),
    importFile: (projectId, file, options, onProgress) =>
      remote.importFile(projectId, file, options, onProgress && Comlink.proxy(onProgress)),
    inspectFile: (projectId, file, options) => remote.inspectFile(projectId, file, options),
    previewMapping: (mapping, rows, fileName) => remote.previewMapping(mapping, rows, fileName),
    cancelImport: (importId) => remote.cancelImport(importId),
    imports: (projectId) => remote.imports(projectId),
    importedTotals: (projectId, span) => remote.importedTotals(projectId, span),
    totalsReceipt: (projectId, span) => remote.totalsReceipt(projectId, span),
    undoImport: (projectId, importId) => remote.undoImport(projectId, importId),
    undoPreview: (projectId, importId, options) => remote.undoPreview(projectId, importId, options),
    exportFile: (projectId, format, options, onProgress) => {
      const told = onProgress && Comlink.proxy(onProgress);
      return throughStream(options, (sent) => remote.exportFile(projectId, format, sent, told));
    },
    backUp: (options, onProgress) => {
      const told = onProgress && Comlink.proxy(onProgress);
      return throughStream(options, (sent) => remote.backUp(sent, told));
    },
    readBackup: (file, options) => remote.readBackup(file, options),
    backupMark: () => remote.backupMark(),
    backupPlan: () => remote.backupPlan(),
    changeBackupPlan: (change) => remote.changeBackupPlan(change),
    restoreBackup: (file, options, onProgress) =>
      remote.restoreBackup(file, options, onProgress && Comlink.proxy(onProgress)),
    readSide: (projectId, source, options, onProgress) =>
      remote.readSide(projectId, source, options, onProgress && Comlink.proxy(onProgress)),
    ask: (projectId, question, options) => remote.ask(projectId, question, options),
    sql: (projectId, text, options) => remote.sql(projectId, text, options),
    savedQueries: (projectId) => remote.savedQueries(projectId),
    saveQuery: (projectId, input) => remote.saveQuery(projectId, input),
    deleteQuery: (projectId, queryId) => remote.deleteQuery(projectId, queryId),
    sqlHistory: (projectId) => remote.sqlHistory(projectId),
    rememberSql: (projectId, text) => remote.rememberSql(projectId, text),
    forgetSql: (projectId) => remote.forgetSql(projectId),
    cancel: (queryId) => remote.cancel(queryId),
    extent: (projectId) => remote.extent(projectId),
    properties: (projectId) => remote.properties(projectId),
    propertyCounts: (projectId, options) => remote.propertyCounts(projectId, options),
    values: (projectId, property, search, options) => remote.values(projectId, property, search, options),
    annotations: (projectId) => remote.annotations(projectId),
    saveAnnotation: (projectId, input) => remote.saveAnnotation(projectId, input),
    deleteAnnotation: (projectId, id) => remote.deleteAnnotation(projectId, id),
    explorations: (projectId) => remote.explorations(projectId),
    saveExploration: (projectId, input) => remote.saveExploration(projectId, input),
    deleteExploration: (projectId, id) => remote.deleteExploration(projectId, id),
    goals: (projectId) => remote.goals(projectId),
    saveGoal: (projectId, input) => remote.saveGoal(projectId, input),
    deleteGoal: (projectId, id) => remote.deleteGoal(projectId, id),
    segments: (projectId) => remote.segments(projectId),
    saveSegment: (projectId, input) => remote.saveSegment(projectId, input),
    deleteSegment: (projectId, id) => remote.deleteSegment(projectId, id),
    plan: (projectId) => remote.plan(projectId),
    savePlan: (projectId, input) => remote.savePlan(projectId, input),
    inferPlan: (projectId, options, onProgress) =>
      remote.inferPlan(projectId, options, onProgress && Comlink.proxy(onProgress)),
    planViolations: (projectId, options, onProgress) =>
      remote.planViolations(projectId, options, onProgress && Comlink.proxy(onProgress)),
    event: (projectId, which) => remote.event(projectId, which),
    searchEvents: (projectId, search, options) => remote.searchEvents(projectId, search, options),
    countEvents: (projectId, search, options, onProgress) =>
      remote.countEvents(projectId, search, options, onProgress && Comlink.proxy(onProgress)),
    status: () => remote.status(),
    verify: (projectId, options) => remote.verify(projectId, options),
    rebuild: (projectId, options) => remote.rebuild(projectId, options),
    damage: (projectId) => remote.damage(projectId),
    erase: (projectId, what) => remote.erase(projectId, what),
    erasePreview: (projectId, what, options) => remote.erasePreview(projectId, what, options),
    retentionPreview: (projectId, days) => remote.retentionPreview(projectId, days),
    feeds: (projectId) => remote.feeds(projectId),
    saveFeed: (projectId, input) => remote.saveFeed(projectId, input),
    removeFeed: (projectId, feedId) => remote.removeFeed(projectId, feedId),
    sampleFeed: (projectId, feed, options) => remote.sampleFeed(projectId, feed, options),
    previewFeed: (input, rows) => remote.previewFeed(input, rows),
    watch: (projectId, listener) =>
      remote.watch(
        projectId,
        Comlink.proxy((update) => {
          if (update.kind === "events" && update.events.length > 0) keepFromEviction();
          listener(update);
        }),
      ),
    unwatch: (watchId) => remote.unwatch(watchId),
    recent: (projectId, limit) => remote.recent(projectId, limit),
    visible: (visible) => remote.visible(visible),
    runs: (projectId) => remote.runs(projectId),
    startRun: (projectId, input) => remote.startRun(projectId, input),
    stopRun: (projectId, runId) => remote.stopRun(projectId, runId),
    saveRun: (projectId, run) => remote.saveRun(projectId, run),
    deleteRun: (projectId, runId) => remote.deleteRun(projectId, runId),
    runShape: (projectId, runId, options) => remote.runShape(projectId, runId, options),
    runFixture: (projectId, runId, options) => remote.runFixture(projectId, runId, options),
    generation: (projectId) => remote.generation(projectId),
    readFixture: (file, options) => remote.readFixture(file, options),
    sourceEvents: (projectId, options) => remote.sourceEvents(projectId, options),
  };

  const tellVisibility = () => void remote.visible(document.visibilityState === "visible");
  const close = () => void worker.then((started) => started.terminate());
  document.addEventListener("visibilitychange", tellVisibility);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  tellVisibility();
  return { api, failed, close };
}

/** A worker that has said anything runs: what it throws later is a bug, not its end. */
function startFailed(worker: Worker, port: MessagePort): Promise<void> {
  return new Promise((resolve) => {
    const fail = () => resolve();
    worker.addEventListener("error", fail, { once: true });
    port.addEventListener("message", () => worker.removeEventListener("error", fail), { once: true });
  });
}
