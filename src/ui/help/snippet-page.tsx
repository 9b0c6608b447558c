import type { JSX } from "solid-js";
import { useView } from "../state/view-context.ts";
import { HelpColumns } from "./help-columns.tsx";
import { OwnCollector } from "./own-collector.tsx";
import { SnippetCalls } from "./snippet-calls.tsx";
import { SnippetPages } from "./snippet-pages.tsx";
import { SnippetPaste } from "./snippet-paste.tsx";
import { SnippetPolicy } from "./snippet-policy.tsx";
import { SnippetWays } from "./snippet-ways.tsx";

const CONTENTS = [
  ["paste", "Paste it"],
  ["calls", "Calls"],
  ["attributes", "Attributes"],
  ["pages", "Pages and single-page apps"],
  ["ways", "Which way works where"],
  ["lost", "What can be lost"],
  ["policy", "Content-Security-Policy"],
  ["collector", "Your own collector"],
] as const;

export function SnippetPage(): JSX.Element {
  const view = useView();
  return (
    <HelpColumns title="The snippet" contents={CONTENTS} more={[[view.href("/help"), "All help"]]}>
      <SnippetPaste />
      <SnippetCalls />
      <SnippetPages />
      <SnippetWays />
      <SnippetPolicy />
      <OwnCollector />
    </HelpColumns>
  );
}
