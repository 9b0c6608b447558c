import * as v from "valibot";

/** What is wrong, as part of a sentence; names the member where the schema has no words of its own. */
export const issueWords = (issue: v.BaseIssue<unknown>): string =>
  issue.type === "strict_object" || issue.message.startsWith("Invalid ")
    ? `${v.getDotPath(issue) ?? "it"} was not understood`
    : issue.message;
