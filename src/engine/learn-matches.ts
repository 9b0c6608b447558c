import type { LogPosition, MatchExtent } from "../log/match-extent.ts";
import type { SeenValues } from "../log/seen-values.ts";
import type { Result } from "../model/failure.ts";
import type { Project } from "../model/project.ts";
import { activeRules, type ActiveRule } from "../model/traffic.ts";

const EVERY_MS = 5_000;

/** What the leader says to `matches`. */
export interface FoundMatches {
  rules: ActiveRule[];
  extent: MatchExtent;
}

/**
 * Asks the leader when a project has events that its rules match, where that is not known up to a
 * position: rollups then answer again for windows that hold none. Fails in silence, for nobody waits.
 */
export function makeMatchLearner(options: {
  seenOf: (projectId: Project["id"]) => SeenValues;
  find: (projectId: Project["id"]) => Promise<Result<FoundMatches>>;
  onError: (error: unknown) => void;
}): (project: Project, at: LogPosition) => void {
  const askedAt = new Map<string, number>();

  async function learn({ id }: Project): Promise<void> {
    const found = await options.find(id);
    if (found.ok) options.seenOf(id).extentOf(found.value.rules).told(found.value.extent);
  }

  return (project, at) => {
    const rules = activeRules(project);
    if (rules.length === 0 || options.seenOf(project.id).extentOf(rules).reaches(at)) return;
    const now = performance.now();
    const key = `${project.id} ${JSON.stringify(rules)}`;
    if (now - (askedAt.get(key) ?? -Infinity) < EVERY_MS) return;
    askedAt.set(key, now);
    void learn(project).catch(options.onError);
  };
}
