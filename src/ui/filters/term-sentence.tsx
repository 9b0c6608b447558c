import { For, type JSX } from "solid-js";
import type { FilterTerm } from "../../model/question.ts";
import { join } from "../controls/join.ts";
import { termParts } from "../state/filter-words.ts";
import styles from "./filters.module.css";

/** A term as a sentence, in which what it is about stands out from the words between. */
export const TermSentence = (props: { term: FilterTerm }): JSX.Element => (
  <For each={termParts(props.term, {})}>
    {({ text, isGlue }) => <span class={join(isGlue && styles["glue"])}>{text}</span>}
  </For>
);
