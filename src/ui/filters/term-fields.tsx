import { createUniqueId, For, Index, onMount, Show, type JSX } from "solid-js";
import { MAX_FILTER_DEPTH } from "../../model/question.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { Icon } from "../controls/icon.tsx";
import { join } from "../controls/join.ts";
import { termToText } from "../state/filter-words.ts";
import { useTermWords } from "../state/segments.ts";
import {
  blankDraft,
  isBlank,
  listToTerms,
  termToDraft,
  type Draft,
  type DraftKind,
  type GroupDraft,
  type ListDraft,
  type Wrong,
} from "./draft.ts";
import { DidFields, FirstSeenFields } from "./did-fields.tsx";
import { PropertyFields } from "./property-fields.tsx";
import { SegmentFields } from "./segment-fields.tsx";
import { TermSentence } from "./term-sentence.tsx";
import styles from "./editor.module.css";

const KIND_LABELS: Record<DraftKind, string> = {
  property: "Property",
  did: "Did",
  "first-seen": "First seen",
  segment: "Segment",
  group: "Group",
};

/** What is the same for all fields of one editor. */
export interface Editing {
  kinds: readonly DraftKind[];
  inDialog: boolean;
  /** Only what an event tells by itself. */
  ofEvents?: boolean;
  /** The project's. */
  timeZone: string;
  /** Of the innermost that is open. */
  wrong: () => Wrong | undefined;
  onWrong: (wrong: Wrong | undefined) => void;
}

/** The fields of one term. */
export function TermFields(props: {
  editing: Editing;
  draft: Draft;
  /** How many groups it is in. */
  depth: number;
  onChange: (draft: Draft) => void;
}): JSX.Element {
  const kinds = (): DraftKind[] =>
    props.editing.kinds.filter(
      (kind) => kind !== "group" || props.depth < MAX_FILTER_DEPTH || props.draft.kind === "group",
    );
  const ofKind = <Kind extends DraftKind>(kind: Kind): Extract<Draft, { kind: Kind }> | undefined =>
    props.draft.kind === kind ? (props.draft as Extract<Draft, { kind: Kind }>) : undefined;
  return (
    <div class={styles["fields"]}>
      <Show when={kinds().length > 1}>
        <KindChoice
          kinds={kinds()}
          kind={props.draft.kind}
          onChange={(kind) => {
            props.editing.onWrong(undefined);
            props.onChange(blankDraft(kind));
          }}
        />
      </Show>
      <Show when={ofKind("property")}>
        {(draft) => (
          <PropertyFields
            draft={draft()}
            wrong={props.editing.wrong()}
            inDialog={props.editing.inDialog}
            ofEvents={props.editing.ofEvents}
            onChange={props.onChange}
          />
        )}
      </Show>
      <Show when={ofKind("did")}>
        {(draft) => (
          <DidFields
            draft={draft()}
            wrong={props.editing.wrong()}
            inDialog={props.editing.inDialog}
            onChange={props.onChange}
            where={
              <ListFields
                editing={{ ...props.editing, kinds: ["property"] }}
                list={draft().where}
                joint="and"
                depth={MAX_FILTER_DEPTH}
                onChange={(where) => props.onChange({ ...draft(), where })}
              />
            }
          />
        )}
      </Show>
      <Show when={ofKind("first-seen")}>
        {(draft) => (
          <FirstSeenFields
            draft={draft()}
            wrong={props.editing.wrong()}
            inDialog={props.editing.inDialog}
            timeZone={props.editing.timeZone}
            onChange={props.onChange}
          />
        )}
      </Show>
      <Show when={ofKind("segment")}>
        {(draft) => (
          <SegmentFields
            draft={draft()}
            wrong={props.editing.wrong()}
            inDialog={props.editing.inDialog}
            onChange={props.onChange}
          />
        )}
      </Show>
      <Show when={ofKind("group")}>
        {(draft) => (
          <GroupFields
            editing={props.editing}
            draft={draft()}
            depth={props.depth + 1}
            onChange={props.onChange}
          />
        )}
      </Show>
    </div>
  );
}

function KindChoice(props: {
  kinds: readonly DraftKind[];
  kind: DraftKind;
  onChange: (kind: DraftKind) => void;
}): JSX.Element {
  const group = createUniqueId();
  return (
    <div class={styles["kinds"]} role="radiogroup" aria-label="Filter by">
      <For each={props.kinds}>
        {(kind) => (
          <label class={join(styles["kind"], props.kind === kind && styles["chosen"])}>
            <input
              type="radio"
              class="visually-hidden"
              name={group}
              checked={props.kind === kind}
              onChange={() => props.onChange(kind)}
            />
            {KIND_LABELS[kind]}
          </label>
        )}
      </For>
    </div>
  );
}

const JOINTS = [
  { joint: "any", label: "any of these" },
  { joint: "all", label: "all of these" },
] as const;

function GroupFields(props: {
  editing: Editing;
  draft: GroupDraft;
  depth: number;
  onChange: (draft: GroupDraft) => void;
}): JSX.Element {
  const group = createUniqueId();
  return (
    <div class={styles["group"]}>
      <div class={styles["joints"]} role="radiogroup" aria-label="Keeps events that match">
        <span aria-hidden="true">Matches</span>
        <For each={JOINTS}>
          {({ joint, label }) => (
            <label class={join(styles["kind"], props.draft.joint === joint && styles["chosen"])}>
              <input
                type="radio"
                class="visually-hidden"
                name={group}
                checked={props.draft.joint === joint}
                onChange={() => props.onChange({ ...props.draft, joint })}
              />
              {label}
            </label>
          )}
        </For>
      </div>
      <ListFields
        editing={props.editing}
        list={props.draft}
        joint={props.draft.joint === "any" ? "or" : "and"}
        depth={props.depth}
        onChange={(list) => props.onChange({ ...props.draft, ...list })}
      />
    </div>
  );
}

/** Terms one below the other: one is written, the others are opened by a click. Enter takes what is written and begins the next. */
export function ListFields(props: {
  editing: Editing;
  list: ListDraft;
  /** Between two of them. */
  joint: "and" | "or";
  depth: number;
  /** Most there may be; undefined for what the language has. */
  most?: number | undefined;
  onChange: (list: ListDraft) => void;
}): JSX.Element {
  let root: HTMLDivElement | undefined;
  let isThere = false;
  // After the cards there are.
  onMount(() => queueMicrotask(() => (isThere = true)));
  const known = useTermWords();
  const open = (): ListDraft["open"] => props.list.open;
  const places = (): number[] => {
    const at = open()?.at ?? -1;
    return Array.from({ length: Math.max(props.list.terms.length, at + 1) }, (_, place) => place);
  };
  const focusAdd = (): void => {
    queueMicrotask(() => root?.querySelector<HTMLElement>("[data-add]")?.focus());
  };
  const put = (terms: ListDraft["terms"], next?: ListDraft["open"]): void => {
    props.editing.onWrong(undefined);
    props.onChange({ terms, open: next });
  };
  /** Terms with what is open; undefined where that is wrong. */
  const finished = (): ListDraft["terms"] | undefined => {
    const listed = listToTerms(props.list, props.editing.timeZone);
    if (listed.ok) return listed.value;
    props.editing.onWrong(listed.wrong);
    return undefined;
  };
  const hasRoom = (terms: ListDraft["terms"]): boolean =>
    props.most === undefined || terms.length < props.most;
  const begin = (terms: ListDraft["terms"]): void =>
    put(terms, { at: terms.length, draft: blankDraft(props.editing.kinds[0]) });
  const finish = (goOn: boolean): void => {
    const isNew = open()?.at === props.list.terms.length;
    const terms = finished();
    if (terms === undefined) return;
    if (goOn && isNew && hasRoom(terms)) return begin(terms);
    put(terms);
    focusAdd();
  };
  return (
    <div ref={root} class={styles["list"]}>
      <Index each={places()}>
        {(place) => (
          <Show
            when={open()?.at === place() && open()}
            fallback={
              <Show when={props.list.terms[place()]}>
                {(term) => (
                  <div class={styles["row"]}>
                    <span class={styles["joint"]}>{place() === 0 ? "" : props.joint}</span>
                    <button
                      type="button"
                      class={styles["rowText"]}
                      title="Edit"
                      onClick={() => {
                        const terms = finished();
                        const at = terms?.indexOf(term()) ?? -1;
                        if (terms !== undefined && at >= 0)
                          put(terms, { at, draft: termToDraft(term(), props.editing.timeZone) });
                      }}
                    >
                      <TermSentence term={term()} />
                    </button>
                    <IconButton
                      icon="close"
                      look="quiet"
                      small
                      label={`Remove condition: ${termToText(term(), known())}`}
                      onClick={() => {
                        const now = open();
                        const moved =
                          now === undefined || now.at < place() ? now : { ...now, at: now.at - 1 };
                        put(props.list.terms.toSpliced(place(), 1), moved);
                        focusAdd();
                      }}
                    />
                  </div>
                )}
              </Show>
            }
          >
            {(now) => (
              <Card
                name={`Condition ${place() + 1}`}
                joint={place() === 0 ? "" : props.joint}
                isNew={place() >= props.list.terms.length}
                isBlank={isBlank(now().draft)}
                // A form that opens with one begins at its own first field.
                takesFocus={isThere || !props.editing.inDialog}
                onFinish={(byEnter) => finish(byEnter && !props.editing.inDialog)}
                onCancel={() => {
                  put(props.list.terms);
                  focusAdd();
                }}
              >
                <TermFields
                  editing={props.editing}
                  draft={now().draft}
                  depth={props.depth}
                  onChange={(draft) => {
                    props.editing.onWrong(undefined);
                    props.onChange({ ...props.list, open: { at: place(), draft } });
                  }}
                />
              </Card>
            )}
          </Show>
        )}
      </Index>
      <Show when={open() === undefined || open()!.at < props.list.terms.length}>
        <button
          type="button"
          data-add
          class={styles["add"]}
          disabled={!hasRoom(props.list.terms)}
          onClick={() => {
            const terms = finished();
            if (terms !== undefined) begin(terms);
          }}
        >
          <Icon name="plus" size={12} /> Add a condition
        </button>
      </Show>
    </div>
  );
}

function Card(props: {
  name: string;
  joint: string;
  isNew: boolean;
  isBlank: boolean;
  takesFocus: boolean;
  onFinish: (goOn: boolean) => void;
  onCancel: () => void;
  children: JSX.Element;
}): JSX.Element {
  let card: HTMLDivElement | undefined;
  onMount(() => {
    if (!props.takesFocus) return;
    // Who walks through the kinds of filters is not taken from there.
    const had = document.activeElement;
    if (!(had instanceof HTMLInputElement && had.type === "radio"))
      card?.querySelector<HTMLElement>("input[type=text]")?.focus();
  });
  return (
    <div class={styles["row"]}>
      <span class={styles["joint"]}>{props.joint}</span>
      <div
        ref={card}
        class={styles["card"]}
        role="group"
        aria-label={props.name}
        onKeyDown={(event) => {
          // With nothing in it Enter is for who is around it.
          if (event.key !== "Enter" || event.ctrlKey || event.metaKey || props.isBlank) return;
          if (!(event.target instanceof HTMLInputElement)) return;
          event.preventDefault();
          event.stopPropagation();
          props.onFinish(true);
        }}
      >
        {props.children}
        <div class={styles["cardEnd"]}>
          <Button small look="quiet" onClick={() => props.onCancel()}>
            Cancel
          </Button>
          <Button small onClick={() => props.onFinish(false)}>
            {props.isNew ? "Add condition" : "Done"}
          </Button>
        </div>
      </div>
    </div>
  );
}
