import type { JSX } from "solid-js";
import { useView } from "../state/view-context.ts";
import { Counting } from "./counting.tsx";
import { FeedsHelp } from "./feeds.tsx";
import { HelpColumns } from "./help-columns.tsx";
import { LabHelp } from "./lab.tsx";
import { Limits } from "./limits.tsx";
import { QuickStart } from "./quick-start.tsx";
import { ConsoleReference, SqlReference } from "./reference.tsx";
import { TrackingPlanHelp } from "./tracking-plan.tsx";
import { Words } from "./words.tsx";

const CONTENTS = [
  ["quick-start", "Quick start"],
  ["arrival", "How events arrive"],
  ["folders", "Watched folders"],
  ["feeds", "Live feeds"],
  ["lab", "The lab"],
  ["counting", "What is counted"],
  ["tracking-plan", "Tracking plan"],
  ["words", "Words"],
  ["sql", "SQL"],
  ["console", "Console API"],
  ["privacy", "Privacy and limits"],
  ["offline", "Offline"],
  ["keyboard", "Keyboard"],
] as const;

export function HelpPage(): JSX.Element {
  const view = useView();
  return (
    <HelpColumns title="Help" contents={CONTENTS} more={[[view.href("/help/snippet"), "The snippet"]]}>
      <QuickStart />
      <FeedsHelp />
      <LabHelp />
      <Counting />
      <TrackingPlanHelp />
      <Words />
      <SqlReference />
      <ConsoleReference />
      <Limits />
    </HelpColumns>
  );
}
