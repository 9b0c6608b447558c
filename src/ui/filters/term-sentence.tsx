import { For, type JSX } from "solid-js";
import type { FilterTerm } from "../../model/question.ts";
import { termParts } from "../state/filter-words.ts";
import { useTermWords } from "../state/segments.ts";
import styles from "./filters.module.css";

/** A term as a sentence, in which what it is about stands out from the words between. */
export function TermSentence(props: { term: FilterTerm }): JSX.Element {
  const known = useTermWords();
  return (
    <For each={termParts(props.term, known())}>
      {({ text, isGlue }) => <span class={styles[isGlue ? "glue" : "said"]}>{text}</span>}
    </For>
  );
}

/** Terms all of which must hold. */
export const SegmentSentence = (props: { terms: readonly FilterTerm[] }): JSX.Element => (
  <For each={props.terms}>
    {(term, at) => (
      <>
        {at() > 0 ? ", and " : ""}
        <TermSentence term={term} />
      </>
    )}
  </For>
);
