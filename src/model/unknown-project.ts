import { fail, type Result } from "./failure.ts";

/** Whatever was asked of it. An id may be anything somebody wrote: it is cut in the words. */
export const unknownProject = (projectId: string): Result<never> =>
  fail({
    kind: "unknown-project",
    message: `There is no project ${projectId.slice(0, 64)} in this browser.`,
    projectId,
  });
