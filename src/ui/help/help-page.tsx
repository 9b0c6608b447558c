import { For } from "solid-js";
import type { JSX } from "solid-js";
import { PageHeader } from "../shell/page-header.tsx";
import { Counting } from "./counting.tsx";
import { FeedsHelp } from "./feeds.tsx";
import { LabHelp } from "./lab.tsx";
import { Limits } from "./limits.tsx";
import { QuickStart } from "./quick-start.tsx";
import { ConsoleReference, SqlReference } from "./reference.tsx";
import { TrackingPlanHelp } from "./tracking-plan.tsx";
import { Words } from "./words.tsx";
import styles from "./help.module.css";

const CONTENTS = [
  ["quick-start", "Quick start"],
  ["arrival", "How events arrive"],
  ["folders", "Watched folders"],
  ["snippet", "The snippet"],
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

export const HelpPage = (): JSX.Element => (
  <div>
    <PageHeader title="Help" />
    <div class={styles["columns"]}>
      <nav class={styles["contents"]} aria-label="On this page">
        <ul>
          <For each={CONTENTS}>
            {([id, title]) => (
              <li>
                <a href={`#${id}`}>{title}</a>
              </li>
            )}
          </For>
        </ul>
      </nav>
      <div class={styles["articles"]}>
        <QuickStart />
        <FeedsHelp />
        <LabHelp />
        <Counting />
        <TrackingPlanHelp />
        <Words />
        <SqlReference />
        <ConsoleReference />
        <Limits />
      </div>
    </div>
  </div>
);
