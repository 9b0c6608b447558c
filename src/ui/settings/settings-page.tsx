import { useLocation, useNavigate } from "@solidjs/router";
import { createEffect, createSignal, Show, type JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { DeleteProjectDialog } from "../projects/delete-project-dialog.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { useEngine } from "../state/engine-context.ts";
import { useView } from "../state/view-context.ts";
import { Appearance } from "./appearance.tsx";
import { EraseSection } from "./erase-section.tsx";
import { ProjectForm } from "./project-form.tsx";
import { RetentionSection } from "./retention-section.tsx";
import { SettingsSection } from "./settings-section.tsx";
import { VerifySection } from "./verify-section.tsx";
import { TrackedSection } from "./tracked-section.tsx";
import { TrafficSection } from "./traffic-section.tsx";
import styles from "./settings.module.css";

export interface SettingsPageProps {
  project: Project;
  /** The project was changed or deleted here: read the list again. Settles when it is read. */
  onChanged: () => Promise<void>;
}

/** What stands under Sources: links to it here go on to there. */
const MOVED: ReadonlySet<string> = new Set(["#snippet", "#origins", "#refusals"]);

export function SettingsPage(props: SettingsPageProps): JSX.Element {
  const location = useLocation();
  const navigate = useNavigate();
  const view = useView();
  createEffect(() => {
    if (MOVED.has(location.hash)) navigate(view.href("/sources") + location.hash, { replace: true });
  });
  return (
    <div class={styles["page"]}>
      <PageHeader title="Settings" />
      {/* Another project starts with fresh forms. */}
      <Show when={props.project.id} keyed>
        {(_id) => <Sections {...props} />}
      </Show>
    </div>
  );
}

function Sections(props: SettingsPageProps): JSX.Element {
  return (
    <>
      <SettingsSection title="Project">
        <ProjectForm project={props.project} onSaved={props.onChanged} />
      </SettingsSection>
      <SettingsSection
        id="tracked"
        title="Tracked properties"
        description="Their top values are counted ahead, so that they are there at once however many events there are. Other properties are counted when asked for."
      >
        <TrackedSection project={props.project} onSaved={props.onChanged} />
      </SettingsSection>
      <SettingsSection
        id="traffic"
        title="Traffic"
        description="What answers leave out: bots, your own visits, tests. Nothing is deleted, and a rule that is off brings its events back at once."
      >
        <TrafficSection project={props.project} onSaved={props.onChanged} />
      </SettingsSection>
      <SettingsSection title="Appearance" description="Kept in this browser.">
        <Appearance />
      </SettingsSection>
      <SettingsSection
        title="Check the numbers"
        description="Counts the whole log again and compares every hour and day with the rollups. What differs is named and built anew."
      >
        <VerifySection project={props.project} />
      </SettingsSection>
      <SettingsSection
        id="retention"
        title="How long events are kept"
        description="Events older than this are erased by themselves, once an hour, while Lochan is open in a tab."
      >
        <RetentionSection project={props.project} onSaved={props.onChanged} />
      </SettingsSection>
      <SettingsSection
        title="Erase events"
        description="Removes events from everything Lochan can read or export. What a browser leaves in its own files is beyond a page's reach."
      >
        <EraseSection project={props.project} onSaved={props.onChanged} />
      </SettingsSection>
      <DeleteSection project={props.project} onDeleted={props.onChanged} />
    </>
  );
}

function DeleteSection(props: { project: Project; onDeleted: () => Promise<void> }): JSX.Element {
  const engine = useEngine();
  const [asking, setAsking] = createSignal(false);
  return (
    <SettingsSection
      title="Delete the project"
      description="Its events, dashboards and settings go with it. Other projects are not touched."
      danger
    >
      <div class={styles["submit"]}>
        <Button look="danger" icon="trash" onClick={() => setAsking(true)}>
          Delete project
        </Button>
      </div>
      <DeleteProjectDialog
        engine={engine}
        project={props.project}
        open={asking()}
        onClose={() => setAsking(false)}
        onDeleted={() => {
          setAsking(false);
          void props.onDeleted();
        }}
      />
    </SettingsSection>
  );
}
