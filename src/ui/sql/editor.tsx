import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  keymap,
  lineNumbers,
  placeholder,
  type DecorationSet,
} from "@codemirror/view";
import { onCleanup, onMount, type JSX } from "solid-js";
import type { SqlSchema } from "./create-sql-schema.ts";
import { editorLook } from "./editor-look.ts";
import { sqlLanguage } from "./editor-language.ts";
import styles from "./sql.module.css";

/** What the page does to the editor. */
export interface EditorHandle {
  /** In place of all there is; can be undone. */
  replace(text: string): void;
  /** In place of what is selected, and goes on typing behind it. */
  insert(text: string): void;
  /** Underlines a stretch until the text changes; none without. */
  complainOf(place?: { from: number; to: number }): void;
  /** Puts the cursor there. */
  goTo(place: { from: number; to: number }): void;
  focus(): void;
}

const setComplaint = StateEffect.define<{ from: number; to: number } | undefined>();
const complaint = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { docChanged, effects }) {
    for (const effect of effects)
      if (effect.is(setComplaint))
        return effect.value === undefined || effect.value.from === effect.value.to
          ? Decoration.none
          : Decoration.set(
              Decoration.mark({ class: "cm-complaint" }).range(effect.value.from, effect.value.to),
            );
    return docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The statement, as text. Tab leaves it, but where suggestions are open: there it takes one. */
export function SqlEditor(props: {
  initial: string;
  schema: SqlSchema;
  /** Id of the element that says which keys do what. */
  describedBy: string;
  onChange: (text: string) => void;
  onRun: () => void;
  onReady: (handle: EditorHandle) => void;
}): JSX.Element {
  let frame: HTMLDivElement | undefined;
  onMount(() => {
    const run = (target: EditorView): boolean => {
      closeCompletion(target);
      props.onRun();
      return true;
    };
    const view = new EditorView({
      parent: frame!,
      state: EditorState.create({
        doc: props.initial,
        extensions: [
          Prec.highest(keymap.of([{ key: "Mod-Enter", run, preventDefault: true }])),
          keymap.of([
            { key: "Tab", run: acceptCompletion },
            ...completionKeymap,
            ...closeBracketsKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
          history(),
          lineNumbers(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ icons: false }),
          sqlLanguage(props.schema),
          complaint,
          editorLook,
          placeholder("SELECT … FROM events"),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            "aria-label": "SQL statement",
            "aria-describedby": props.describedBy,
            spellcheck: "false",
          }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) props.onChange(state.doc.toString());
          }),
        ],
      }),
    });
    props.onReady(handleOf(view));
    onCleanup(() => view.destroy());
  });
  return <div ref={frame} class={styles["editor"]} />;
}

function handleOf(view: EditorView): EditorHandle {
  return {
    replace(text) {
      if (text === view.state.doc.toString()) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: text.length },
      });
    },
    insert(text) {
      const { from, to } = view.state.selection.main;
      const before = view.state.sliceDoc(Math.max(0, from - 1), from);
      const spaced = /[\w")]/.test(before) ? ` ${text}` : text;
      view.dispatch({
        changes: { from, to, insert: spaced },
        selection: { anchor: from + spaced.length },
        scrollIntoView: true,
      });
      view.focus();
    },
    complainOf: (place) => view.dispatch({ effects: setComplaint.of(place) }),
    goTo({ from, to }) {
      view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
  };
}
