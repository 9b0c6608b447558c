import { createSignal, onCleanup, Show, type JSX } from "solid-js";
import { isOriginAllowed } from "../../model/allowed-origin.ts";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Badge } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { Field, Input } from "../controls/field.tsx";
import { Form } from "../controls/form.tsx";
import { Notice } from "../controls/notice.tsx";
import { Panel } from "../controls/panel.tsx";
import { createClock } from "../state/clock.ts";
import { useEngine } from "../state/engine-context.ts";
import { failureText } from "../state/failure-text.ts";
import { useProjects } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import { DEMO_PROJECT } from "../state/demo-address.ts";
import type { Contact } from "./create-lab-trail.ts";
import { parseLabAddress, type LabAddress } from "./lab-address.ts";
import { siteState, type Opened, type SiteState } from "./site-state.ts";
import styles from "./site-panel.module.css";

const WINDOW_FEATURES = "popup,width=1080,height=780";

/** Where the site is, whether it may send, and whether it is heard. */
export function SitePanel(props: {
  project: Project;
  address: LabAddress | undefined;
  typed: string;
  contact: Contact | undefined;
  stranger: string | undefined;
  onTyped: (text: string) => void;
  onOpen: (address: LabAddress) => void;
}): JSX.Element {
  const engine = useEngine();
  const projects = useProjects();
  const view = useView();
  const now = createClock(1_000);
  const [failure, setFailure] = createSignal<Failure>();
  const [allowing, setAllowing] = createSignal(false);
  const [opened, setOpened] = createSignal<{ at: number; window: Window | null; origin: string }>();
  onCleanup(() => setOpened(undefined));

  const allowed = (): boolean =>
    props.address !== undefined &&
    (props.address.origin === window.location.origin ||
      isOriginAllowed(props.project.allowedOrigins, props.address.origin));
  const openedHere = (): Opened | undefined => {
    const last = opened();
    if (last === undefined || last.origin !== props.address?.origin) return undefined;
    now();
    return { at: last.at, blocked: last.window === null, closed: last.window?.closed === true };
  };
  const state = (): SiteState | undefined =>
    siteState({
      project: props.project,
      allowed: allowed(),
      contact: props.contact,
      opened: openedHere(),
      now: now(),
      projectName: (id) => projects.all()?.find((project) => project.id === id)?.name,
    });

  const parse = (): LabAddress | undefined => {
    const parsed = parseLabAddress(props.typed);
    setFailure(parsed.ok ? undefined : parsed.failure);
    return parsed.ok ? parsed.value : undefined;
  };
  const open = (features?: string): void => {
    const address = parse();
    if (address === undefined) return;
    props.onOpen(address);
    // The opener is kept on purpose: it is one of the ways events come back.
    const opening = window.open(address.href, "_blank", features);
    setOpened({ at: Date.now(), window: opening, origin: address.origin });
  };
  const allow = async (origin: string): Promise<void> => {
    setAllowing(true);
    const updated = await engine.updateProject(props.project.id, {
      origins: [...props.project.allowedOrigins, origin],
    });
    setAllowing(false);
    setFailure(updated.ok ? undefined : updated.failure);
    if (updated.ok) await projects.refresh();
  };
  const isDemo = (): boolean => props.project.id === DEMO_PROJECT.id;

  return (
    <Panel
      title="My site"
      aside={
        <Show when={props.address !== undefined}>
          <Badge tone={allowed() ? "good" : "warn"}>{allowed() ? "allowed" : "not allowed"}</Badge>
        </Show>
      }
    >
      <div class={styles["body"]}>
        <Form class={styles["form"]} onSubmit={() => open()}>
          <Field
            label="Address"
            class={styles["address"]}
            hint={
              isDemo()
                ? "The demo shop carries this project's snippet already."
                : "A page that carries this project's snippet."
            }
            error={failure() === undefined ? undefined : failureWords(failure())}
          >
            {(wiring) => (
              <Input
                {...wiring}
                value={props.typed}
                inputMode="url"
                placeholder="http://localhost:3000"
                onInput={(text) => {
                  props.onTyped(text);
                  setFailure(undefined);
                }}
              />
            )}
          </Field>
          <div class={styles["buttons"]}>
            <Button type="submit" look="primary" icon="external">
              {isDemo() ? "Open the shop" : "Open my site"}
            </Button>
            <Button icon="screen" onClick={() => open(WINDOW_FEATURES)}>
              In a window
            </Button>
          </div>
        </Form>
        <Keys project={props.project} href={`${view.href("/sources")}#snippet`} />
        <Show when={props.address !== undefined && !allowed() && props.address}>
          {(address) => (
            <Notice
              tone="warn"
              title={`${address().origin} may not send to this project yet`}
              actions={
                <Button small busy={allowing()} onClick={() => void allow(address().origin)}>
                  Allow it
                </Button>
              }
            >
              What it sends is refused until it is among the allowed origins.
            </Notice>
          )}
        </Show>
        <Show when={props.stranger}>
          {(origin) => (
            <Notice
              tone="warn"
              title={`${origin()} is speaking`}
              actions={
                <Button
                  small
                  onClick={() => {
                    props.onTyped(origin());
                    const address = parseLabAddress(origin());
                    if (address.ok) props.onOpen(address.value);
                  }}
                >
                  Watch it
                </Button>
              }
            >
              A page opened from here sends from this address, not from the one above.
            </Notice>
          )}
        </Show>
        <Show when={(allowed() || props.contact !== undefined) && state()}>
          {(known) => (
            <Notice tone={known().tone} title={known().title}>
              {known().text}
            </Notice>
          )}
        </Show>
      </div>
    </Panel>
  );
}

const failureWords = (failure: Failure | undefined): string | undefined => {
  if (failure === undefined) return undefined;
  return failure.kind === "invalid-input" ? failure.message : failureText(failure).title;
};

/** What the snippet must carry. */
function Keys(props: { project: Project; href: string }): JSX.Element {
  return (
    <span class={styles["keys"]}>
      <span>
        project <code>{props.project.id}</code>
      </span>
      <span>
        key <code>{props.project.writeKey}</code>
      </span>
      <a href={props.href}>Snippet</a>
    </span>
  );
}
