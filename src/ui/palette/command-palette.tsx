import { Dialog as Base } from "@kobalte/core/dialog";
import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  For,
  on,
  onCleanup,
  onMount,
  Show,
  type JSX,
} from "solid-js";
import { Icon } from "../controls/icon.tsx";
import { join } from "../controls/join.ts";
import { KeyCaps } from "../controls/key-caps.tsx";
import { counted } from "../state/counted.ts";
import { ENTRY_KINDS, type Entry, type EntryKind, type PaletteContext } from "./entry.ts";
import { rankEntries, TYPED_LENGTH } from "./rank-entries.ts";
import { readRecent, rememberRecent } from "./recent-entries.ts";
import { findEvents, SOURCES } from "./sources.ts";
import styles from "./palette.module.css";

/** Of these kinds nothing is listed until something is typed: there may be hundreds. */
const FOUND_ONLY: ReadonlySet<EntryKind> = new Set(["Event", "Property", "Help"]);
const MOST_OF_A_KIND = 12;
const TYPING_MS = 150;

interface Group {
  title: string;
  entries: readonly Entry[];
}

/**
 * Everything there is to go to and to do, found by a few letters. The engine is asked when it opens, and while one types for
 * events alone, of which there may be thousands.
 */
export function CommandPalette(props: {
  open: boolean;
  context: () => PaletteContext;
  onClose: () => void;
}): JSX.Element {
  let before: Element | null = null;
  let keepsFocus = true;
  createEffect(
    on(
      () => props.open,
      (open) => {
        keepsFocus = true;
        if (open) before = document.activeElement;
      },
    ),
  );
  return (
    <Base open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Base.Portal>
        <Base.Overlay class={styles["overlay"]} />
        <div class={styles["place"]}>
          <Base.Content
            class={styles["palette"]}
            onOpenAutoFocus={(event) => event.preventDefault()}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              if (keepsFocus && before instanceof HTMLElement && before.isConnected)
                before.focus({ preventScroll: true });
            }}
          >
            <Base.Title class="visually-hidden">Search and commands</Base.Title>
            <Finder
              context={props.context()}
              onClose={(isDone) => {
                keepsFocus = !isDone;
                props.onClose();
              }}
            />
          </Base.Content>
        </div>
      </Base.Portal>
    </Base>
  );
}

function Finder(props: { context: PaletteContext; onClose: (isDone: boolean) => void }): JSX.Element {
  const listId = createUniqueId();
  let field: HTMLInputElement | undefined;
  let list: HTMLDivElement | undefined;
  // eslint-disable-next-line solid/reactivity -- as things stand when it opens
  const { context } = props;
  const [parts, setParts] = createSignal<ReadonlyMap<number, readonly Entry[]>>(new Map());
  const [recent, setRecent] = createSignal<readonly string[]>([]);
  const [typed, setTyped] = createSignal("");
  const [marked, setMarked] = createSignal(0);
  const [said, setSaid] = createSignal("");

  let isGone = false;
  onCleanup(() => (isGone = true));
  for (const [at, source] of SOURCES.entries())
    void Promise.resolve(source(context)).then((entries) => {
      if (!isGone) setParts((known) => new Map(known).set(at, entries));
    });
  if (context.project !== undefined)
    void readRecent(context.engine, context.project.id).then((ids) => isGone || setRecent(ids));
  onMount(() => field?.focus());

  const [events, setEvents] = createSignal<readonly Entry[]>([]);
  const [isLooking, setLooking] = createSignal(false);
  createEffect(
    on(
      () => typed().trim(),
      (words) => {
        setLooking(words !== "");
        if (words === "") return;
        const queryId = crypto.randomUUID();
        let isPast = false;
        const timer = setTimeout(async () => {
          const found = await findEvents(context, words, queryId);
          if (isPast) return;
          setEvents(found);
          setLooking(false);
        }, TYPING_MS);
        onCleanup(() => {
          isPast = true;
          clearTimeout(timer);
          void context.engine.cancel(queryId);
        });
      },
    ),
  );

  const all = createMemo(() => {
    const given = SOURCES.flatMap((_, at) => parts().get(at) ?? []);
    const known = new Set(given.map(({ id }) => id));
    return [...given, ...events().filter(({ id }) => !known.has(id))];
  });
  const isComing = (): boolean => parts().size < SOURCES.length || isLooking();
  const groups = createMemo((): readonly Group[] => {
    const words = typed().trim();
    if (words !== "") return [{ title: "Found", entries: rankEntries(all(), words, new Set(recent())) }];
    const byId = new Map(all().map((entry) => [entry.id, entry]));
    const lately = recent().flatMap((id) => byId.get(id) ?? []);
    return [
      { title: "Recent", entries: lately },
      ...ENTRY_KINDS.filter((kind) => !FOUND_ONLY.has(kind)).map((kind) => ({
        title: TITLES[kind],
        entries: all()
          .filter((entry) => entry.kind === kind && !lately.includes(entry))
          .slice(0, MOST_OF_A_KIND),
      })),
    ].filter(({ entries }) => entries.length > 0);
  });
  const shown = createMemo(() => groups().flatMap(({ entries }) => entries));
  const at = (): number => Math.min(marked(), shown().length - 1);
  const current = (): Entry | undefined => shown()[at()];
  const optionId = (entry: Entry): string => `${listId}-${shown().indexOf(entry)}`;
  createEffect(
    on([at, shown], () => {
      const option = current() && document.getElementById(optionId(current()!));
      if (at() === 0) list?.scrollTo({ top: 0 });
      else option?.scrollIntoView({ block: "nearest" });
    }),
  );

  const choose = async (entry: Entry | undefined, isOther: boolean): Promise<void> => {
    if (entry === undefined) return;
    const { project, engine } = context;
    if (project !== undefined) void rememberRecent(engine, project.id, entry.id);
    if (entry.stays !== true) props.onClose(true);
    const words = await (isOther && entry.other ? entry.other.run() : entry.run());
    if (typeof words === "string") setSaid(words);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const count = shown().length;
    const next = {
      ArrowDown: at() + 1,
      ArrowUp: at() - 1 + count,
      PageDown: Math.min(at() + 8, count - 1),
      PageUp: Math.max(at() - 8, 0),
    }[event.key];
    if (next !== undefined) setMarked(count === 0 ? 0 : next % count);
    else if (event.key === "Enter") void choose(current(), event.shiftKey);
    else if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) props.onClose(false);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div class={styles["head"]}>
        <Icon name="search" size={17} />
        <input
          ref={field}
          type="text"
          class={styles["field"]}
          role="combobox"
          aria-label="Search pages, questions, events and actions"
          aria-autocomplete="list"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={current() === undefined ? undefined : optionId(current()!)}
          placeholder="Search pages, questions, events, actions"
          autocomplete="off"
          spellcheck={false}
          maxLength={TYPED_LENGTH}
          value={typed()}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setMarked(0);
            setSaid("");
          }}
          onKeyDown={onKeyDown}
        />
        <button type="button" class={styles["close"]} onClick={() => props.onClose(false)}>
          Esc<span class="visually-hidden">: close</span>
        </button>
      </div>
      <div ref={list} id={listId} class={styles["list"]} role="listbox" aria-label="Found" tabIndex={-1}>
        <For each={groups()}>
          {(group, groupAt) => (
            <div role="group" aria-labelledby={`${listId}-group-${groupAt()}`}>
              <div
                id={`${listId}-group-${groupAt()}`}
                class={join(styles["group"], group.title === "Found" && "visually-hidden")}
                role="presentation"
              >
                {group.title}
              </div>
              <For each={group.entries}>
                {(entry) => (
                  <div
                    id={optionId(entry)}
                    role="option"
                    class={styles["option"]}
                    aria-selected={entry === current()}
                    onPointerMove={() => setMarked(shown().indexOf(entry))}
                    onPointerDown={(event) => event.preventDefault()}
                    onClick={(event) => void choose(entry, event.shiftKey)}
                  >
                    <Icon name={entry.icon} size={16} />
                    <bdi class={styles["label"]}>{entry.label}</bdi>
                    <Show when={group.title === "Found" || group.title === "Recent"}>
                      <span class={styles["kind"]}>{entry.kind}</span>
                    </Show>
                    <Show when={entry.keys}>
                      {(keys) => (
                        <span class={styles["keys"]}>
                          <KeyCaps keys={keys()} />
                        </span>
                      )}
                    </Show>
                  </div>
                )}
              </For>
            </div>
          )}
        </For>
        <Show when={shown().length === 0}>
          <p class={styles["none"]} role="option" aria-selected="false" aria-disabled="true">
            {isComing() ? "Looking" : "Nothing is called so."}
          </p>
        </Show>
      </div>
      <div class={styles["foot"]}>
        <span>
          <KeyCaps keys={["↑"]} /> <KeyCaps keys={["↓"]} /> move
        </span>
        <span>
          <KeyCaps keys={["Enter"]} /> {current()?.verb?.toLowerCase() ?? "choose"}
        </span>
        <Show when={current()?.other}>
          {(other) => (
            <span>
              <KeyCaps keys={["Shift+Enter"]} /> {other().verb.toLowerCase()}
            </span>
          )}
        </Show>
        <span class={styles["said"]} role="status">
          {said() || (typed().trim() === "" ? "" : counted(shown().length, "match", "matches"))}
        </span>
      </div>
    </>
  );
}

const TITLES: Record<EntryKind, string> = {
  Page: "Pages",
  Action: "Actions",
  Dashboard: "Dashboards",
  "Saved question": "Saved questions",
  "Saved SQL": "Saved SQL",
  Segment: "Segments",
  Event: "Events",
  Property: "Properties",
  Project: "Projects",
  Help: "Help",
};
