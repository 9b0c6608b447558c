import { createSignal, Show, type JSX } from "solid-js";
import { parseOrigin } from "../../catalog/origins.ts";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { Notice } from "../controls/notice.tsx";
import { createProjectDraft } from "../projects/project-draft.ts";
import { ProjectFields } from "../projects/project-fields.tsx";
import { createRefusals } from "../sources/refusals-state.ts";
import { SnippetCode } from "../sources/snippet-code.tsx";
import { useEngine } from "../state/engine-context.ts";
import { createFirstEvent } from "./first-event.ts";
import { FirstEventStatus } from "./first-event-status.tsx";
import { Step } from "./step.tsx";
import { Form } from "../controls/form.tsx";
import styles from "./welcome.module.css";

/** A project for a site: its form, then the snippet and a wait for the first event. */
export function SiteWay(props: { onBack: () => void; onOpen: (projectId: string) => void }): JSX.Element {
  const [project, setProject] = createSignal<Project>();
  return (
    <Show when={project()} fallback={<SiteForm onBack={() => props.onBack()} onCreated={setProject} />}>
      {(made) => <PasteSnippet project={made()} onOpen={() => props.onOpen(made().id)} />}
    </Show>
  );
}

function SiteForm(props: { onBack: () => void; onCreated: (project: Project) => void }): JSX.Element {
  const draft = createProjectDraft(useEngine(), { siteRequired: true });
  const submit = async (): Promise<void> => {
    const project = await draft.submit();
    if (project !== undefined) props.onCreated(project);
  };
  return (
    <Step title="Connect a site" text="A project keeps one site's events together." onBack={props.onBack}>
      <Form class={styles["form"]} onSubmit={submit}>
        <ProjectFields draft={draft} />
        <div class={styles["buttons"]}>
          <Button type="submit" look="primary" busy={draft.pending()}>
            Continue
          </Button>
        </div>
      </Form>
    </Step>
  );
}

function PasteSnippet(props: { project: Project; onOpen: () => void }): JSX.Element {
  const engine = useEngine();
  const first = createFirstEvent(engine, () => props.project.id);
  const refusals = createRefusals(() => props.project.id);
  const [allowed, setAllowed] = createSignal<readonly string[]>(props.project.allowedOrigins);
  const [unsaved, setUnsaved] = createSignal<Failure>();
  const refused = (): string | undefined =>
    refusals
      .value()
      ?.find(
        ({ origin, reason }) =>
          reason === "origin-not-allowed" && parseOrigin(origin).ok && !allowed().includes(origin),
      )?.origin;
  const allow = async (origin: string): Promise<void> => {
    const origins = [...allowed(), origin];
    const updated = await engine.updateProject(props.project.id, { origins });
    if (updated.ok) setAllowed(origins);
    setUnsaved(updated.ok ? undefined : updated.failure);
  };
  const site = (): string | undefined => props.project.allowedOrigins.find((origin) => !origin.includes("*"));
  return (
    <Step
      title="Paste the snippet"
      text="Put it into the head of every page, then open your site in this browser. It can be copied again under Sources."
    >
      <SnippetCode project={props.project} />
      <FirstEventStatus event={first()} waiting="Waiting for the first event" />
      <Show when={first() === undefined && refused()}>
        {(origin) => (
          <Notice
            tone="warn"
            title={`Events from ${origin()} were turned away`}
            actions={
              <Button small onClick={() => void allow(origin())}>
                Allow it
              </Button>
            }
          >
            It is not among the origins of this project.
            <FormFailure failure={unsaved()} fields={[]} />
          </Notice>
        )}
      </Show>
      <div class={styles["buttons"]}>
        <Show when={site()}>
          {(origin) => (
            // The opener is kept on purpose: it is one of the ways events come back.
            <Button icon="external" onClick={() => void window.open(origin(), "_blank")}>
              Open my site
            </Button>
          )}
        </Show>
        <Button look={first() === undefined ? "plain" : "primary"} onClick={() => props.onOpen()}>
          {first() === undefined ? "Go to Overview now" : "Open Overview"}
        </Button>
      </div>
    </Step>
  );
}
