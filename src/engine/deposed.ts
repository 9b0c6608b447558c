import { fail, type Result } from "../model/failure.ts";

/** What is asked of a leader whose term is over. */
export const deposed: Result<never> = fail({
  kind: "deposed",
  message: "Another tab has taken the lead.",
});
