import * as v from "valibot";
import { recentKey } from "../../catalog/recent-key.ts";
import type { EngineApi } from "../../engine/api.ts";

const MOST_RECENT = 8;
const ID_LENGTH = 300;

const stored = v.object({
  version: v.literal(1),
  recent: v.array(v.pipe(v.string(), v.maxLength(ID_LENGTH))),
});

/** Ids of what was chosen last in this browser, newest first. */
export async function readRecent(
  engine: Pick<EngineApi, "setting">,
  projectId: string,
): Promise<readonly string[]> {
  const read = await engine.setting(recentKey(projectId));
  const parsed = v.safeParse(stored, read.ok ? read.value : undefined);
  return parsed.success ? parsed.output.recent : [];
}

export async function rememberRecent(
  engine: Pick<EngineApi, "setting" | "saveSetting">,
  projectId: string,
  id: string,
): Promise<void> {
  if (id.length > ID_LENGTH) return;
  const before = await readRecent(engine, projectId);
  const recent = [id, ...before.filter((each) => each !== id)].slice(0, MOST_RECENT);
  await engine.saveSetting(recentKey(projectId), { version: 1, recent });
}
