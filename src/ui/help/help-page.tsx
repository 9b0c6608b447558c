import type { JSX } from "solid-js";
import { useView } from "../state/view-context.ts";
import { CONTENTS } from "./contents.ts";
import { BackupsHelp } from "./backups.tsx";
import { ComparingHelp } from "./comparing.tsx";
import { Counting } from "./counting.tsx";
import { DashboardsHelp } from "./dashboards.tsx";
import { ExploringHelp } from "./exploring.tsx";
import { EventsHelp } from "./events.tsx";
import { ExportsHelp } from "./exports.tsx";
import { FeedsHelp } from "./feeds.tsx";
import { FiltersHelp } from "./filters.tsx";
import { HelpColumns } from "./help-columns.tsx";
import { ImportingHelp } from "./importing.tsx";
import { LabHelp } from "./lab.tsx";
import { Limits } from "./limits.tsx";
import { ProductsHelp } from "./products.tsx";
import { QuickStart } from "./quick-start.tsx";
import { ConsoleReference, SqlReference } from "./reference.tsx";
import { SharingHelp } from "./sharing.tsx";
import { SharedFolderHelp } from "./shared-folder.tsx";
import { TrackingPlanHelp } from "./tracking-plan.tsx";
import { Words } from "./words.tsx";

export function HelpPage(): JSX.Element {
  const view = useView();
  return (
    <HelpColumns title="Help" contents={CONTENTS} more={[[view.href("/help/snippet"), "The snippet"]]}>
      <QuickStart />
      <ImportingHelp />
      <FeedsHelp />
      <ProductsHelp />
      <ComparingHelp />
      <LabHelp />
      <Counting />
      <FiltersHelp />
      <ExploringHelp />
      <DashboardsHelp />
      <EventsHelp />
      <TrackingPlanHelp />
      <ExportsHelp />
      <BackupsHelp />
      <SharingHelp />
      <SharedFolderHelp />
      <Words />
      <SqlReference />
      <ConsoleReference />
      <Limits />
    </HelpColumns>
  );
}
