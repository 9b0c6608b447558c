import type { Project } from "../../model/project.ts";

const LAST_KEY = "lochan-project";

function readLast(): string | null {
  try {
    return localStorage.getItem(LAST_KEY);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/** Remembers which project was open here last. */
export function keepLastProject(projectId: string): void {
  try {
    localStorage.setItem(LAST_KEY, projectId);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

export const byName = (projects: readonly Project[]): Project[] =>
  projects.toSorted((a, b) => a.name.localeCompare(b.name));

/** The one the address names, else the one last open here, else the first by name. */
export function chooseProject(projects: readonly Project[], named: string | null): Project | undefined {
  const find = (id: string | null): Project | undefined => projects.find((project) => project.id === id);
  if (named !== null) return find(named);
  return find(readLast()) ?? byName(projects)[0];
}
