import { useLocation, useNavigate, useSearchParams } from "@solidjs/router";
import { createMemo, createSignal, lazy, Show, Suspense, type Accessor, type JSX } from "solid-js";
import { useEngine } from "../state/engine-context.ts";
import { useProjects } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import type { PaletteContext, PaletteDialog } from "./entry.ts";

const CommandPalette = lazy(async () => ({
  default: (await import("./command-palette.tsx")).CommandPalette,
}));
const ShortcutsDialog = lazy(async () => ({
  default: (await import("./shortcuts-dialog.tsx")).ShortcutsDialog,
}));
const CreateProjectDialog = lazy(async () => ({
  default: (await import("../projects/create-project-dialog.tsx")).CreateProjectDialog,
}));
const NewBoardDialog = lazy(async () => ({
  default: (await import("../boards/new-board-dialog.tsx")).NewBoardDialog,
}));
const ExportDialog = lazy(async () => ({
  default: (await import("../data/export-dialog.tsx")).ExportDialog,
}));

type Shown = "palette" | PaletteDialog;

export interface PaletteState {
  shown: Accessor<Shown | undefined>;
  show: (what: Shown) => void;
  close: () => void;
}

export function createPalette(): PaletteState {
  const [shown, setShown] = createSignal<Shown>();
  return { shown, show: (what) => setShown(what), close: () => setShown(undefined) };
}

/** The palette, and the dialogs it opens, over whatever page is shown. Loaded when first asked for. */
export function PaletteHost(props: {
  palette: PaletteState;
  onOpenProject: (projectId: string) => void;
}): JSX.Element {
  const engine = useEngine();
  const projects = useProjects();
  const view = useView();
  const location = useLocation();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const shows = (what: Shown): boolean => props.palette.shown() === what;
  const everShown = (what: Shown) => createMemo((before) => before || shows(what), false);
  const [finds, lists, creates, boards, exports] = [
    everShown("palette"),
    everShown("shortcuts"),
    everShown("create-project"),
    everShown("new-dashboard"),
    everShown("export"),
  ];
  const close = (): void => props.palette.close();
  const context = (): PaletteContext => ({
    ...{ engine, view },
    project: projects.current(),
    projects: projects.all() ?? [],
    path: location.pathname,
    question: typeof params["q"] === "string" ? params["q"] : undefined,
    go: (href) => navigate(href),
    openProject: (projectId) => props.onOpenProject(projectId),
    ask: (dialog) => props.palette.show(dialog),
  });
  return (
    <Suspense>
      <Show when={finds()}>
        <CommandPalette open={shows("palette")} context={context} onClose={close} />
      </Show>
      <Show when={lists()}>
        <ShortcutsDialog open={shows("shortcuts")} onClose={close} />
      </Show>
      <Show when={creates()}>
        <CreateProjectDialog
          engine={engine}
          open={shows("create-project")}
          onClose={close}
          onCreated={(project) => {
            close();
            void projects.refresh().then(() => props.onOpenProject(project.id));
          }}
        />
      </Show>
      <Show when={boards() && projects.current()}>
        <NewBoardDialog open={shows("new-dashboard")} onClose={close} />
      </Show>
      <Show when={exports() && projects.current()}>
        {(project) => <ExportDialog project={project()} open={shows("export")} onClose={close} />}
      </Show>
    </Suspense>
  );
}
