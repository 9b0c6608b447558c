import { createSignal, Index, Show, type JSX } from "solid-js";
import { countTerms } from "../../model/filter-terms.ts";
import { MAX_FILTERS, type FilterTerm } from "../../model/question.ts";
import { Icon } from "../controls/icon.tsx";
import { join } from "../controls/join.ts";
import { Popover } from "../controls/popover.tsx";
import { termToText } from "../state/filter-words.ts";
import { useTermWords } from "../state/segments.ts";
import { FilterEditor } from "./filter-editor.tsx";
import { SegmentsMenu } from "./segments-menu.tsx";
import { TermSentence } from "./term-sentence.tsx";
import styles from "./filters.module.css";

/** Filters as chips: a click edits one, its cross takes it away, and a button adds one. */
export function FilterBar(props: {
  /** Names the list, as in “Filters of series A”. */
  label: string;
  filters: readonly FilterTerm[];
  onChange: (filters: FilterTerm[]) => void;
  small?: boolean;
  /** Whether segments are beside them, by default where they are not small. */
  segments?: boolean;
  /** Of the button that adds one, where there are several on a page. */
  addLabel?: string;
}): JSX.Element {
  let root: HTMLDivElement | undefined;
  const [adding, setAdding] = createSignal(false);
  const remove = (at: number): void => {
    props.onChange(props.filters.toSpliced(at, 1));
    // What had the focus is gone, or is another one's.
    queueMicrotask(() => {
      const left = root?.querySelectorAll<HTMLElement>("[data-chip] > :first-child") ?? [];
      (
        left[Math.min(at, left.length - 1)] ?? root?.querySelector<HTMLElement>("[data-add] > button")
      )?.focus();
    });
  };
  const add = (term: FilterTerm): void => {
    setAdding(false);
    const text = JSON.stringify(term);
    if (!props.filters.some((each) => JSON.stringify(each) === text))
      props.onChange([...props.filters, term]);
  };
  return (
    <div ref={root} class={join(styles["bar"], props.small === true && styles["small"])}>
      <Show when={props.filters.length > 0}>
        <ul class={styles["chips"]} aria-label={props.label}>
          <Index each={props.filters}>
            {(term, at) => (
              <FilterChip
                term={term()}
                onChange={(next) => props.onChange(props.filters.with(at, next) as FilterTerm[])}
                onRemove={() => remove(at)}
              />
            )}
          </Index>
        </ul>
      </Show>
      <Show when={countTerms(props.filters) < MAX_FILTERS}>
        <span data-add>
          <Popover
            title="Add a filter"
            label={props.addLabel}
            sheet
            triggerClass={props.small === true ? styles["addLink"] : undefined}
            open={adding()}
            onOpenChange={setAdding}
            trigger={
              <>
                <Icon name="plus" size={props.small === true ? 12 : 13} /> Filter
              </>
            }
          >
            <FilterEditor onDone={add} />
          </Popover>
        </span>
      </Show>
      <Show when={props.segments ?? props.small !== true}>
        <SegmentsMenu small={props.small} filters={props.filters} onChange={props.onChange} />
      </Show>
    </div>
  );
}

function FilterChip(props: {
  term: FilterTerm;
  onChange: (term: FilterTerm) => void;
  onRemove: () => void;
}): JSX.Element {
  const known = useTermWords();
  const [open, setOpen] = createSignal(false);
  return (
    <li class={styles["chip"]} data-chip>
      <Popover
        title="Edit filter"
        sheet
        open={open()}
        onOpenChange={setOpen}
        triggerClass={styles["chipText"]}
        trigger={
          <span title={termToText(props.term, known())}>
            <TermSentence term={props.term} />
          </span>
        }
      >
        <FilterEditor
          term={props.term}
          onDone={(term) => {
            setOpen(false);
            props.onChange(term);
          }}
        />
      </Popover>
      <button
        type="button"
        class={styles["remove"]}
        aria-label={`Remove filter: ${termToText(props.term, known())}`}
        onClick={() => props.onRemove()}
      >
        <Icon name="close" size={12} />
      </button>
    </li>
  );
}
