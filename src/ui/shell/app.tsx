import "../theme/tokens.css";
import "../theme/base.css";
import "@fontsource-variable/inter/wght.css";
import { Route, Router } from "@solidjs/router";
import { createRenderEffect, lazy, type Accessor, type JSX } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import { LivePage } from "../live/live-page.tsx";
import { OverviewPage } from "../overview/overview-page.tsx";
import { EngineContext, EngineFailedContext } from "../state/engine-context.ts";
import { FirstPaintContext, type FirstPaint } from "../state/first-paint.ts";
import { OfflineContext, type OfflineState } from "../state/offline.ts";
import { useProject, useProjects } from "../state/projects-context.ts";
import { theme } from "../state/theme.ts";
import { NotFound } from "./not-found.tsx";
import { Shell } from "./shell.tsx";

const ExplorePage = lazy(async () => ({
  default: (await import("../explore/explore-page.tsx")).ExplorePage,
}));
const DashboardPage = lazy(async () => ({
  default: (await import("../boards/dashboard-page.tsx")).DashboardPage,
}));
const DashboardsPage = lazy(async () => ({
  default: (await import("../boards/dashboards-page.tsx")).DashboardsPage,
}));
const DataPage = lazy(async () => ({ default: (await import("../data/data-page.tsx")).DataPage }));
const ComparePage = lazy(async () => ({
  default: (await import("../reconcile/compare-page.tsx")).ComparePage,
}));
const LabPage = lazy(async () => ({ default: (await import("../lab/lab-page.tsx")).LabPage }));
const SourcesPage = lazy(async () => ({
  default: (await import("../sources/sources-page.tsx")).SourcesPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import("../settings/settings-page.tsx")).SettingsPage,
}));
const PlanPage = lazy(async () => ({ default: (await import("../plan/plan-page.tsx")).PlanPage }));
const EventsPage = lazy(async () => ({ default: (await import("../events/events-page.tsx")).EventsPage }));
const SqlPage = lazy(async () => ({ default: (await import("../sql/sql-page.tsx")).SqlPage }));
const HelpPage = lazy(async () => ({ default: (await import("../help/help-page.tsx")).HelpPage }));
const SnippetPage = lazy(async () => ({ default: (await import("../help/snippet-page.tsx")).SnippetPage }));

function DataRoute(): JSX.Element {
  const project = useProject();
  return <DataPage project={project()} />;
}

function CompareRoute(): JSX.Element {
  const project = useProject();
  return <ComparePage project={project()} />;
}

function SourcesRoute(): JSX.Element {
  const projects = useProjects();
  const project = useProject();
  return <SourcesPage project={project()} onChanged={projects.refresh} />;
}

function SettingsRoute(): JSX.Element {
  const projects = useProjects();
  const project = useProject();
  return <SettingsPage project={project()} onChanged={projects.refresh} />;
}

function PlanRoute(): JSX.Element {
  const project = useProject();
  return <PlanPage project={project()} />;
}

function SqlRoute(): JSX.Element {
  const project = useProject();
  return <SqlPage project={project()} />;
}

/** The whole interface. Needs a document and the page's engine. */
export function App(props: {
  engine: EngineApi;
  engineFailed: Accessor<boolean>;
  firstPaint: FirstPaint;
  offline: OfflineState;
}): JSX.Element {
  // Before all that draws in the colours it brings.
  createRenderEffect(() => document.documentElement.setAttribute("data-theme", theme()));
  return (
    <EngineContext.Provider value={props.engine}>
      <EngineFailedContext.Provider value={props.engineFailed}>
        <OfflineContext.Provider value={props.offline}>
          <FirstPaintContext.Provider value={props.firstPaint}>
            <Router root={Shell}>
              <Route path="/" component={OverviewPage} />
              <Route path="/live" component={LivePage} />
              <Route path="/explore" component={ExplorePage} />
              <Route path="/events" component={EventsPage} />
              <Route path="/sql" component={SqlRoute} />
              <Route path="/dashboards" component={DashboardsPage} />
              <Route path="/dashboards/:key" component={DashboardPage} />
              <Route path="/lab" component={LabPage} />
              <Route path="/plan" component={PlanRoute} />
              <Route path="/sources" component={SourcesRoute} />
              <Route path="/data" component={DataRoute} />
              <Route path="/data/compare" component={CompareRoute} />
              <Route path="/settings" component={SettingsRoute} />
              <Route path="/help" component={HelpPage} />
              <Route path="/help/snippet" component={SnippetPage} />
              <Route path="*" component={NotFound} />
            </Router>
          </FirstPaintContext.Provider>
        </OfflineContext.Provider>
      </EngineFailedContext.Provider>
    </EngineContext.Provider>
  );
}
