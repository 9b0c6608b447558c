import type { Project } from "../../model/project.ts";
import { keepItem, readItem } from "./local-item.ts";

const LAST_KEY = "lochan-project";

/** Remembers which project was open here last. */
export const keepLastProject = (projectId: string): void => keepItem(LAST_KEY, projectId);

export const byName = <Named extends { name: string }>(all: readonly Named[]): Named[] =>
  all.toSorted((a, b) => a.name.localeCompare(b.name));

/** The one the address names, else the one last open here, else the first by name. */
export function chooseProject(projects: readonly Project[], named: string | null): Project | undefined {
  const find = (id: string | null): Project | undefined => projects.find((project) => project.id === id);
  if (named !== null) return find(named);
  return find(readItem(LAST_KEY)) ?? byName(projects)[0];
}
