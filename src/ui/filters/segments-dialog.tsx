import { createSignal, For, onMount, Show, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { SEGMENT_LIMITS, type Segment } from "../../model/segment.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { KeptListNotices } from "../controls/kept-list-notices.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { TextInput } from "../controls/field.tsx";
import { fieldError, focusFirstInvalid, FormFailure } from "../controls/form-failure.tsx";
import { useProject } from "../state/projects-context.ts";
import { useSegments } from "../state/segments.ts";
import { blankDraft, listToTerms, type ListDraft, type Wrong } from "./draft.ts";
import { ListFields, type Editing } from "./term-fields.tsx";
import { SegmentSentence } from "./term-sentence.tsx";
import styles from "./segments.module.css";

/** The segments of a project: used, written, deleted and brought back. */
export function SegmentsDialog(props: {
  onUse: (id: string) => void;
  onClose: () => void;
  returnFocus: () => HTMLElement | undefined;
}): JSX.Element {
  const segments = useSegments();
  let list: HTMLDivElement | undefined;
  const [edited, setEdited] = createSignal<Segment | "new">();
  // What had the focus is gone then.
  const focusList = (): void => queueMicrotask(() => list?.focus());
  const back = (): void => {
    setEdited(undefined);
    focusList();
  };
  return (
    <Dialog
      open
      wide
      returnFocus={props.returnFocus}
      title={edited() === undefined ? "Segments" : edited() === "new" ? "New segment" : "Edit segment"}
      description={
        edited() === undefined
          ? "Filters under a name, to be chosen on every page. A change shows wherever one is used."
          : undefined
      }
      onClose={() => (edited() === undefined ? props.onClose() : back())}
    >
      <Show
        when={edited()}
        keyed
        fallback={
          <>
            <div ref={list} class={styles["body"]} tabIndex={-1}>
              <KeptListNotices list={segments} onBroughtBack={focusList} />
              <Show
                when={(segments.all() ?? []).length > 0}
                fallback={
                  <EmptyState title="No segments yet" icon="filter">
                    Set filters on a page and save them as a segment, or begin one here.
                  </EmptyState>
                }
              >
                <ul class={styles["segments"]} aria-label="Segments">
                  <For each={segments.all()}>
                    {(segment) => (
                      <li>
                        <div class={styles["words"]}>
                          <bdi class={styles["name"]}>{segment.name}</bdi>
                          <p class={styles["sentence"]}>
                            <SegmentSentence terms={segment.terms} />
                          </p>
                        </div>
                        <Button
                          small
                          aria-label={`Use ${segment.name}`}
                          onClick={() => props.onUse(segment.id)}
                        >
                          Use
                        </Button>
                        <IconButton
                          small
                          look="quiet"
                          icon="edit"
                          label={`Edit ${segment.name}`}
                          onClick={() => setEdited(segment)}
                        />
                        <IconButton
                          small
                          look="quiet"
                          icon="trash"
                          label={`Delete ${segment.name}`}
                          onClick={() => void segments.remove(segment).then(focusList)}
                        />
                      </li>
                    )}
                  </For>
                </ul>
              </Show>
            </div>
            <DialogActions>
              <Button
                icon="plus"
                disabled={(segments.all() ?? []).length >= SEGMENT_LIMITS.segments}
                onClick={() => setEdited("new")}
              >
                New segment
              </Button>
              <Button look="primary" onClick={() => props.onClose()}>
                Done
              </Button>
            </DialogActions>
          </>
        }
      >
        {(now) => <SegmentForm segment={now === "new" ? undefined : now} onDone={back} />}
      </Show>
    </Dialog>
  );
}

function SegmentForm(props: { segment: Segment | undefined; onDone: () => void }): JSX.Element {
  let root: HTMLDivElement | undefined;
  const segments = useSegments();
  const { timeZone } = useProject()();
  // eslint-disable-next-line solid/reactivity -- the segment at the time the form opens
  const { segment } = props;
  const [name, setName] = createSignal(segment?.name ?? "");
  const [list, setList] = createSignal<ListDraft>(
    segment === undefined ? { terms: [], open: { at: 0, draft: blankDraft() } } : { terms: segment.terms },
  );
  const [wrong, setWrong] = createSignal<Wrong>();
  const [failure, setFailure] = createSignal<Failure>();
  const [pending, setPending] = createSignal(false);
  const say = (now: Wrong | undefined): void => {
    setWrong(now);
    if (now !== undefined) focusFirstInvalid(root);
  };
  const editing: Editing = {
    kinds: ["property", "did", "first-seen", "group"],
    inDialog: true,
    timeZone,
    wrong,
    onWrong: say,
  };
  const save = async (): Promise<void> => {
    setFailure(undefined);
    const terms = listToTerms(list(), timeZone);
    if (!terms.ok) return say(terms.wrong);
    if (terms.value.length === 0) return say({ field: "list", message: "Add a condition first." });
    setPending(true);
    const id = segment?.id ?? crypto.randomUUID();
    const saved = await segments.save({ ...segment, id, name: name(), terms: terms.value });
    setPending(false);
    if (saved.ok) return props.onDone();
    setFailure(saved.failure);
    focusFirstInvalid(root);
  };
  onMount(() => root?.querySelector("input")?.focus());
  return (
    <div ref={root}>
      <div class={styles["body"]}>
        <FormFailure failure={failure()} fields={["name"]} />
        <TextInput
          label="Name"
          value={name()}
          onInput={setName}
          maxLength={SEGMENT_LIMITS.nameLength}
          error={fieldError(failure(), "name")}
        />
        <section aria-label="Conditions of the segment">
          <ListFields
            editing={editing}
            list={list()}
            joint="and"
            depth={0}
            onChange={(next) => {
              setWrong(undefined);
              setList(next);
            }}
          />
        </section>
        <Show when={wrong()?.field === "list" && wrong()}>
          {(now) => (
            <p role="alert" class={styles["wrong"]}>
              {now().message}
            </p>
          )}
        </Show>
      </div>
      <DialogActions>
        <Button onClick={() => props.onDone()}>Cancel</Button>
        <Button look="primary" busy={pending()} onClick={() => void save()}>
          Save segment
        </Button>
      </DialogActions>
    </div>
  );
}
