import { useLocation } from "@solidjs/router";
import { createEffect, Show, type JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import { LinkButton } from "../controls/button.tsx";
import { Panel } from "../controls/panel.tsx";
import { SettingsSection } from "../settings/settings-section.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { useView } from "../state/view-context.ts";
import { DEMO_PROJECT, demoAddress } from "../state/demo-address.ts";
import { FeedsPanel } from "./feeds-panel.tsx";
import { FoldersPanel } from "./folders-panel.tsx";
import { KeySection } from "./key-section.tsx";
import { OriginsEditor } from "./origins-editor.tsx";
import { createRefusals } from "./refusals-state.ts";
import { RefusalsTable } from "./refusals-table.tsx";
import { SnippetCode } from "./snippet-code.tsx";
import { SourceTable } from "./source-table.tsx";
import { createFolders } from "./sources-state.ts";
import styles from "./sources.module.css";

export interface SourcesPageProps {
  project: Project;
  /** The project was changed here: read the list again. Settles when it is read. */
  onChanged: () => Promise<void>;
}

/** Where a project's events come from, and what was turned away. */
export function SourcesPage(props: SourcesPageProps): JSX.Element {
  return (
    <div class={styles["page"]}>
      <PageHeader title="Sources" />
      {/* Another project starts with fresh forms. */}
      <Show when={props.project.id} keyed>
        {(_id) => <Sections {...props} />}
      </Show>
    </div>
  );
}

function Sections(props: SourcesPageProps): JSX.Element {
  const location = useLocation();
  const view = useView();
  const folders = createFolders(() => props.project.id);
  const refusals = createRefusals(() => props.project.id);
  // The page's chunk comes after the router has looked for the place that the address names.
  createEffect(() => {
    const id = location.hash.slice(1);
    if (id !== "") queueMicrotask(() => document.getElementById(id)?.scrollIntoView());
  });
  return (
    <>
      <SourceTable project={props.project} folders={folders} refusals={refusals} />
      <SettingsSection
        id="snippet"
        title="Snippet"
        description="Paste it into the head of every page of your site, before other scripts. Page views are then counted by themselves."
      >
        <SnippetCode project={props.project} />
        <p class={styles["help"]}>
          <a href={view.href("/help/snippet")}>Help on the snippet</a>: calls, single-page apps, your site’s
          Content-Security-Policy, and a collector of your own.
        </p>
        <Show when={props.project.id === DEMO_PROJECT.id}>
          <div class={styles["demo"]}>
            <LinkButton
              small
              href={demoAddress(window.location)}
              target="_blank"
              rel="opener"
              icon="external"
            >
              Open the demo shop
            </LinkButton>
            <span class={styles["note"]}>It already carries this snippet.</span>
          </div>
        </Show>
      </SettingsSection>
      <SettingsSection
        id="origins"
        title="Allowed origins"
        description="The sites this project takes events from. Whatever comes from elsewhere is refused and counted below."
      >
        <OriginsEditor project={props.project} onSaved={props.onChanged} />
      </SettingsSection>
      <SettingsSection
        id="key"
        title="Write key"
        description="It is in the snippet and names this project. A new one shuts out whoever has only the old one, at once or after some days."
      >
        <KeySection project={props.project} onSaved={props.onChanged} />
      </SettingsSection>
      <FeedsPanel project={props.project} />
      <FoldersPanel project={props.project} folders={folders} />
      <div id="refusals" class={styles["anchor"]}>
        <Panel title="Refused">
          <p class={styles["told"]}>
            What came and was not taken. Nothing of it was stored but the last sample of each reason.
          </p>
          <RefusalsTable project={props.project} refusals={refusals} onSaved={props.onChanged} />
        </Panel>
      </div>
    </>
  );
}
