import { connectEngine, type EngineClient } from "../../../src/engine/client.ts";
import type { EngineApi } from "../../../src/engine/api.ts";
import type { Project } from "../../../src/model/project.ts";
import { valueOf } from "../engine/support.ts";

/** The page's end of a real engine worker, over a database of its own. */
export function openEngine(): EngineClient {
  const name = `engine:ui-${crypto.randomUUID()}`;
  return connectEngine(
    Promise.resolve(
      new Worker(new URL("../../../workers/engine.ts", import.meta.url), { type: "module", name }),
    ),
  );
}

export const makeProject = async (engine: EngineApi, name = "Shop", id?: string): Promise<Project> =>
  valueOf(await engine.createProject({ name, timeZone: "UTC", ...(id !== undefined && { id }) }));
