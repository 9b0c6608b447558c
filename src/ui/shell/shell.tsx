import type { RouteSectionProps } from "@solidjs/router";
import { useLocation, useNavigate } from "@solidjs/router";
import {
  createEffect,
  createMemo,
  createSignal,
  ErrorBoundary,
  lazy,
  Match,
  on,
  Show,
  Suspense,
  Switch,
  type JSX,
} from "solid-js";
import type { QuestionWindow } from "../../model/question.ts";
import { Button } from "../controls/button.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { RemovedBoardNotice } from "../boards/removed-board-notice.tsx";
import { FileCatcher } from "../data/file-catcher.tsx";
import { RestorePlace } from "../data/restore-place.tsx";
import { ProjectSwitcher } from "../projects/project-switcher.tsx";
import { createPalette, PaletteHost } from "../palette/palette-host.tsx";
import { useEngine } from "../state/engine-context.ts";
import { createEngineStatus } from "../state/engine-status.ts";
import { createLive, LiveContext } from "../state/live.ts";
import { createProjects, ProjectsContext } from "../state/projects-context.ts";
import { createSegments, SegmentsContext } from "../state/segments.ts";
import { createView, ViewContext } from "../state/view-context.ts";
import { join } from "../controls/join.ts";
import { Brand } from "./brand.tsx";
import { BugBoundary } from "./bug-boundary.tsx";
import { createShortcuts } from "./create-shortcuts.ts";
import { FindButton } from "./find-button.tsx";
import { Navigation } from "./navigation.tsx";
import { PageSkeleton } from "./page-skeleton.tsx";
import { pageName } from "./places.ts";
import { RunningQuestions } from "./running-questions.tsx";
import { ShellNotices } from "./shell-notices.tsx";
import { StatusBar } from "./status-bar.tsx";
import { ThemeToggle } from "./theme-toggle.tsx";
import styles from "./shell.module.css";

const WelcomePage = lazy(async () => ({
  default: (await import("../welcome/welcome-page.tsx")).WelcomePage,
}));

/** Frame of every page: navigation, notices, status, and the one boundary for bugs. */
export function Shell(props: RouteSectionProps): JSX.Element {
  const engine = useEngine();
  const projects = createProjects();
  const projectId = createMemo(() => projects.current()?.id);
  const live = createLive(engine, projectId);
  const segments = createSegments(engine, projectId, live.catalog);
  const view = createView(segments.all);
  const status = createEngineStatus(engine, live.folded);
  const location = useLocation();
  const navigate = useNavigate();
  let main: HTMLElement | undefined;

  // The welcome page outlives the making of its project, until its way in is finished.
  const [welcoming, setWelcoming] = createSignal(false);
  createEffect(() => {
    if (projects.all()?.length === 0) setWelcoming(true);
  });
  createEffect(on(live.catalog, () => void projects.refresh(), { defer: true }));
  createEffect(
    on(
      () => location.pathname,
      () => main?.focus({ preventScroll: true }),
      { defer: true },
    ),
  );
  createEffect(() => void (document.title = titleOf(location.pathname, projects.current()?.name)));

  const openFromWelcome = async (projectId: string, window?: QuestionWindow): Promise<void> => {
    await projects.refresh();
    setWelcoming(false);
    navigate(view.href("/", { project: projectId, ...(window && { window }) }));
  };
  /** Of a first backup the first project is opened; elsewhere the page stays. */
  const showRestored = async ([first]: readonly string[]): Promise<void> => {
    if (first !== undefined && welcoming()) await openFromWelcome(first);
    else await projects.refresh();
  };
  const openProject = (projectId: string): void => {
    setWelcoming(false);
    projects.open(projectId);
  };
  const palette = createPalette();
  createShortcuts((deed) => {
    if (bare()) return;
    if (typeof deed === "object") return navigate(view.href(deed.go));
    const field = deed === "search" ? main?.querySelector<HTMLElement>("[type=search]") : undefined;
    if (field != null) field.focus();
    else palette.show(deed === "shortcuts" ? "shortcuts" : "palette");
  });
  const isHelp = (): boolean => /^\/help(\/|$)/.test(location.pathname);
  const skeleton = (): JSX.Element => (
    <PageSkeleton title={pageName(location.pathname) ?? "Lochan"} isOverview={location.pathname === "/"} />
  );
  const bare = (): boolean => projects.all() === undefined || projects.all()?.length === 0;

  return (
    <ProjectsContext.Provider value={projects}>
      <ViewContext.Provider value={view}>
        <LiveContext.Provider value={live}>
          <SegmentsContext.Provider value={segments}>
            <a
              class={styles["skip"]}
              href="#main"
              onClick={(event) => {
                event.preventDefault();
                main?.focus();
              }}
            >
              Skip to content
            </a>
            <div class={join(styles["shell"], bare() && projects.all() !== undefined && styles["bare"])}>
              <Show when={!bare() || projects.all() === undefined}>
                <header class={styles["side"]}>
                  <a class={styles["brand"]} href={view.href("/")} aria-label="Lochan, to the Overview">
                    <Brand />
                    <span class={styles["brandName"]}>Lochan</span>
                  </a>
                  <div class={styles["project"]}>
                    <Show when={projects.all()} fallback={<Skeleton height="35px" />}>
                      {(all) => (
                        <ProjectSwitcher
                          projects={all()}
                          current={projects.current()}
                          onOpen={openProject}
                          onChanged={projects.refresh}
                        />
                      )}
                    </Show>
                  </div>
                  <FindButton onOpen={() => palette.show("palette")} />
                  <Navigation />
                  <div class={styles["end"]}>
                    <ThemeToggle />
                  </div>
                </header>
              </Show>
              <div>
                <main id="main" ref={main} class={styles["main"]} tabIndex={-1}>
                  <ErrorBoundary fallback={(error, reset) => <BugBoundary error={error} reset={reset} />}>
                    <ShellNotices status={status()} />
                    <RemovedBoardNotice />
                    <FileCatcher
                      project={
                        welcoming() || projects.unknown() !== undefined ? undefined : projects.current()
                      }
                    />
                    <RestorePlace
                      timeZone={projects.current()?.timeZone ?? "UTC"}
                      onOpen={(...opening) => void openFromWelcome(...opening)}
                      onClosed={(restored) => void showRestored(restored)}
                    />
                    <Suspense fallback={skeleton()}>
                      <Switch fallback={props.children}>
                        <Match when={projects.failure()}>
                          {(failure) => (
                            <Trouble
                              failure={failure()}
                              onRetry={() => void projects.refresh()}
                              actions={<Button onClick={() => globalThis.location.reload()}>Reload</Button>}
                            />
                          )}
                        </Match>
                        <Match when={isHelp()}>{props.children}</Match>
                        <Match when={projects.all() === undefined}>{skeleton()}</Match>
                        <Match when={welcoming() || projects.all()?.length === 0}>
                          <WelcomePage onOpen={(...opening) => void openFromWelcome(...opening)} />
                        </Match>
                        <Match when={projects.unknown()}>
                          {(id) => (
                            <Trouble
                              failure={{ kind: "unknown-project", message: "", projectId: id() }}
                              actions={
                                <Show when={projects.all()?.[0]}>
                                  {(first) => (
                                    <Button look="primary" onClick={() => openProject(first().id)}>
                                      Open {first().name}
                                    </Button>
                                  )}
                                </Show>
                              }
                            />
                          )}
                        </Match>
                      </Switch>
                    </Suspense>
                  </ErrorBoundary>
                </main>
                <RunningQuestions timeZone={projects.current()?.timeZone ?? "UTC"} />
                <StatusBar status={status()} />
              </div>
            </div>
            <PaletteHost palette={palette} onOpenProject={openProject} />
          </SegmentsContext.Provider>
        </LiveContext.Provider>
      </ViewContext.Provider>
    </ProjectsContext.Provider>
  );
}

/** A failure in place of the whole page. */
function Trouble(props: Parameters<typeof ErrorState>[0]): JSX.Element {
  return (
    <>
      <h1 class="visually-hidden">Lochan</h1>
      <ErrorState {...props} />
    </>
  );
}

function titleOf(path: string, project: string | undefined): string {
  return [pageName(path), project, "Lochan"].filter((part) => part !== undefined).join(" · ");
}
