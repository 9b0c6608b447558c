import { isAutomated, parseUserAgent } from "../../intake/user-agent.ts";
import { remembered } from "../remembered.ts";

const REMEMBERED = 10_000;

/** What browsers say of themselves by their user agents, parsed once for each of the last ones. */
export function makeAgentWords(): (agent: string | undefined) => Record<string, unknown> {
  const wordsOf = remembered(
    (agent: string): Record<string, unknown> => ({
      ...parseUserAgent(agent),
      ...(isAutomated(agent) && { $bot: true }),
    }),
    REMEMBERED,
  );
  return (agent) => (agent === undefined ? {} : wordsOf(agent));
}
