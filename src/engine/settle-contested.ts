import { attempt } from "../catalog/attempt.ts";
import { isContested } from "../log/settle-variants.ts";
import { success } from "../model/failure.ts";
import { toProjectId } from "../model/identifier.ts";
import type { TabSession } from "./tab-session.ts";

/**
 * Has the leader settle what a file brought with another content than was here before. Most bring nothing of the kind,
 * and then it is one look. Where it fails it is left to the next who needs it settled.
 */
export async function settleContested(
  { database, askLeader }: Pick<TabSession, "database" | "askLeader">,
  projectId: string,
): Promise<void> {
  const contested = await attempt(async () => success(await isContested(database, toProjectId(projectId))));
  if (contested.ok && contested.value) await askLeader("settleVariants", { projectId });
}
