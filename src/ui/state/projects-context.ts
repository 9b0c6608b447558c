import { useSearchParams } from "@solidjs/router";
import {
  createContext,
  createEffect,
  createMemo,
  createSignal,
  untrack,
  useContext,
  type Accessor,
} from "solid-js";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { byName, chooseProject, keepLastProject } from "./choose-project.ts";
import { useEngine } from "./engine-context.ts";
import { useFirstPaint } from "./first-paint.ts";

export interface Projects {
  /** By name; undefined until they are read for the first time. */
  all: Accessor<readonly Project[] | undefined>;
  failure: Accessor<Failure | undefined>;
  /** The one the address names, else the one last open here, else the first. */
  current: Accessor<Project | undefined>;
  /** The address names a project that is not on this device. */
  unknown: Accessor<string | undefined>;
  open(projectId: string): void;
  refresh(): Promise<void>;
}

export function createProjects(): Projects {
  const engine = useEngine();
  const firstPaint = useFirstPaint();
  const [params, setParams] = useSearchParams();
  const [all, setAll] = createSignal<readonly Project[]>();
  const [failure, setFailure] = createSignal<Failure>();
  let asked = 0;
  const refresh = async (): Promise<void> => {
    const turn = ++asked;
    const result = await engine.projects();
    if (turn !== asked) return;
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    setFailure(undefined);
    setAll(byName(result.value));
  };
  void refresh();
  createEffect(() => {
    const painted = firstPaint()?.projects;
    if (painted !== undefined && painted.length > 0 && untrack(all) === undefined) setAll(byName(painted));
  });
  const named = (): string | undefined => {
    const project = params["project"];
    return typeof project === "string" ? project : undefined;
  };
  const current = createMemo(() => chooseProject(all() ?? [], named() ?? null), undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  createEffect(() => {
    const project = current();
    if (project !== undefined) keepLastProject(project.id);
  });
  return {
    all,
    failure,
    current,
    unknown: () => (all() !== undefined && current() === undefined ? named() : undefined),
    open: (projectId) => {
      keepLastProject(projectId);
      setParams({ project: projectId, filters: undefined });
    },
    refresh,
  };
}

export const ProjectsContext = createContext<Projects>();

export function useProjects(): Projects {
  const projects = useContext(ProjectsContext);
  if (projects === undefined) throw new Error("useProjects outside of Shell");
  return projects;
}

/** The open project, for pages that are shown only when there is one. */
export function useProject(): Accessor<Project> {
  const projects = useProjects();
  let last: Project | undefined;
  return () => {
    last = projects.current() ?? last;
    if (last === undefined) throw new Error("useProject without a project");
    return last;
  };
}
