import { Popover } from "@kobalte/core/popover";
import { createMemo, createSignal, For, lazy, Show, Suspense, type JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import { Icon, type IconName } from "../controls/icon.tsx";
import { Input } from "../controls/field.tsx";
import { useEngine } from "../state/engine-context.ts";
import { DEMO_PROJECT, demoAddress } from "../state/demo-address.ts";
import styles from "./project-switcher.module.css";

const CreateProjectDialog = lazy(async () => ({
  default: (await import("./create-project-dialog.tsx")).CreateProjectDialog,
}));
const NameDialog = lazy(async () => ({
  default: (await import("../controls/name-dialog.tsx")).NameDialog,
}));
const DeleteProjectDialog = lazy(async () => ({
  default: (await import("./delete-project-dialog.tsx")).DeleteProjectDialog,
}));

type Asked = "create" | "rename" | "delete";

/** From this many on the list can be searched. */
const SEARCHED_FROM = 7;

const moveFocus = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0) return;
  event.preventDefault();
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, button, a")];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  stops[(at + by + stops.length) % stops.length]?.focus();
};

export interface ProjectSwitcherProps {
  projects: readonly Project[];
  current: Project | undefined;
  onOpen: (projectId: string) => void;
  /** The list changed here: read it again. Settles when it is read. */
  onChanged: () => Promise<void>;
}

/** The open project, the others, and what can be done with them. */
export function ProjectSwitcher(props: ProjectSwitcherProps): JSX.Element {
  const engine = useEngine();
  const [open, setOpen] = createSignal(false);
  const [asked, setAsked] = createSignal<Asked>();
  const [search, setSearch] = createSignal("");
  let trigger: HTMLButtonElement | undefined;
  const toTrigger = (): HTMLButtonElement | undefined => trigger;

  const found = (): readonly Project[] => {
    const words = search().trim().toLowerCase();
    return words === ""
      ? props.projects
      : props.projects.filter((project) => project.name.toLowerCase().includes(words));
  };
  const choose = (projectId: string): void => {
    setOpen(false);
    if (projectId !== props.current?.id) props.onOpen(projectId);
  };
  const ask = (what: Asked): void => {
    setOpen(false);
    setAsked(what);
  };
  const close = (): void => void setAsked(undefined);
  /** A dialog stays once it was asked for, so that it closes as others do. */
  const everAsked = (what: Asked) => createMemo((before) => before || asked() === what, false);
  const [creates, renames, deletes] = [everAsked("create"), everAsked("rename"), everAsked("delete")];

  return (
    <>
      <Popover
        open={open()}
        onOpenChange={(isOpen) => {
          setOpen(isOpen);
          if (isOpen) setSearch("");
        }}
        gutter={4}
        placement="bottom-start"
      >
        <Popover.Trigger
          ref={trigger}
          class={styles["trigger"]}
          aria-label={`Project: ${props.current?.name ?? "none chosen"}`}
        >
          <span class={styles["name"]}>{props.current?.name ?? "Choose a project"}</span>
          <Icon name="chevron" size={14} />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content class={styles["content"]} onKeyDown={moveFocus}>
            <Popover.Title class="visually-hidden">Projects</Popover.Title>
            <Show when={props.projects.length >= SEARCHED_FROM}>
              <div class={styles["search"]}>
                <Input
                  aria-label="Search projects"
                  placeholder="Search projects"
                  value={search()}
                  onInput={setSearch}
                  onKeyDown={(event) => {
                    const first = found()[0];
                    if (event.key === "Enter" && first !== undefined) choose(first.id);
                  }}
                />
              </div>
            </Show>
            <ul class={styles["list"]}>
              <For each={found()} fallback={<li class={styles["none"]}>No project has this name.</li>}>
                {(project) => (
                  <li>
                    <button
                      type="button"
                      class={styles["item"]}
                      aria-current={project.id === props.current?.id ? "true" : undefined}
                      onClick={() => choose(project.id)}
                    >
                      <span class={styles["name"]}>{project.name}</span>
                      <Show when={project.id === props.current?.id}>
                        <Icon name="check" size={14} />
                      </Show>
                    </button>
                  </li>
                )}
              </For>
            </ul>
            <div class={styles["actions"]}>
              <Show when={props.current?.id === DEMO_PROJECT.id}>
                <a
                  class={styles["item"]}
                  href={demoAddress(window.location)}
                  target="_blank"
                  rel="opener"
                  onClick={() => setOpen(false)}
                >
                  <Icon name="external" size={15} />
                  <span class={styles["name"]}>Open the demo shop</span>
                </a>
              </Show>
              <Action icon="plus" label="New project" onChoose={() => ask("create")} />
              <Show when={props.current}>
                <Action icon="edit" label="Rename" onChoose={() => ask("rename")} />
                <Action icon="trash" label="Delete" danger onChoose={() => ask("delete")} />
              </Show>
            </div>
          </Popover.Content>
        </Popover.Portal>
      </Popover>

      <Suspense>
        <Show when={creates()}>
          <CreateProjectDialog
            engine={engine}
            open={asked() === "create"}
            onClose={close}
            returnFocus={toTrigger}
            onCreated={(project) => {
              close();
              void props.onChanged().then(() => props.onOpen(project.id));
            }}
          />
        </Show>
        <Show when={renames() && props.current}>
          {(project) => (
            <NameDialog
              title="Rename project"
              action="Rename"
              name={project().name}
              maxLength={100}
              open={asked() === "rename"}
              onClose={close}
              returnFocus={toTrigger}
              rename={(name) => engine.updateProject(project().id, { name })}
              onRenamed={() => {
                close();
                void props.onChanged();
              }}
            />
          )}
        </Show>
        <Show when={deletes() && props.current}>
          {(project) => (
            <DeleteProjectDialog
              engine={engine}
              project={project()}
              open={asked() === "delete"}
              onClose={close}
              returnFocus={toTrigger}
              onDeleted={() => {
                close();
                void props.onChanged();
              }}
            />
          )}
        </Show>
      </Suspense>
    </>
  );
}

function Action(props: {
  icon: IconName;
  label: string;
  danger?: boolean;
  onChoose: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      class={styles["item"]}
      classList={{ [styles["danger"] ?? ""]: props.danger === true }}
      onClick={() => props.onChoose()}
    >
      <Icon name={props.icon} size={15} />
      <span class={styles["name"]}>{props.label}</span>
    </button>
  );
}
