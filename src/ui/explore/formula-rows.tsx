import { createSignal, Index, Show, type JSX } from "solid-js";
import { EXPLORATION_LIMITS, type ExplorationFormula } from "../../model/exploration.ts";
import { FORMULA_LENGTH, parseFormula } from "../../model/formula.ts";
import { IconButton } from "../controls/button.tsx";
import { CommitInput } from "../controls/commit-input.tsx";
import { Icon } from "../controls/icon.tsx";
import type { Explore } from "./explore-state.ts";
import { COLORS } from "./lines.ts";
import styles from "./editor.module.css";

function checkFormula(text: string): string | undefined {
  // Emptied, it goes.
  if (text === "") return undefined;
  const parsed = parseFormula(text);
  return parsed.ok ? undefined : parsed.failure.message;
}

/** Formulas over the series; one that is emptied is taken away. */
export function FormulaRows(props: {
  explore: Explore;
  /** What keeps one from being worked out, by its place. */
  wrong: ReadonlyMap<number, string>;
  onRename: (place: number) => void;
}): JSX.Element {
  let rows: HTMLUListElement | undefined;
  const [adding, setAdding] = createSignal(false);
  const formulas = (): readonly ExplorationFormula[] => props.explore.exploration().formulas;
  const set = (place: number, text: string): void => {
    const before = formulas()[place];
    const next = text === "" ? [] : [{ ...before, text }];
    setAdding(false);
    if (text === "" && before === undefined) return;
    props.explore.change({ formulas: formulas().toSpliced(place, before === undefined ? 0 : 1, ...next) });
  };
  const badge = (place: number): JSX.Element => (
    <span
      class={styles["badge"]}
      style={{ background: `var(--series-${COLORS - place})` }}
      aria-hidden="true"
    >
      ƒ
    </span>
  );
  return (
    <>
      <ul ref={rows} class={styles["rows"]} aria-label="Formulas">
        <Index each={formulas()}>
          {(formula, place) => (
            <li class={styles["row"]}>
              <div class={styles["rowHead"]}>
                {badge(place)}
                <div class={styles["event"]}>
                  <CommitInput
                    label={`Formula ${place + 1}`}
                    value={formula().text}
                    maxLength={FORMULA_LENGTH}
                    check={checkFormula}
                    onCommit={(text) => set(place, text)}
                  />
                </div>
                <IconButton
                  icon="edit"
                  label={`Rename formula ${place + 1}`}
                  look="quiet"
                  small
                  onClick={() => props.onRename(place)}
                />
                <IconButton
                  icon="close"
                  label={`Remove formula ${place + 1}`}
                  look="quiet"
                  small
                  onClick={() => set(place, "")}
                />
              </div>
              <Show when={props.wrong.get(place)}>
                {(words) => (
                  <p class={styles["wrong"]} role="status">
                    {words()}
                  </p>
                )}
              </Show>
              <Show when={formula().label}>{(label) => <bdi class={styles["label"]}>“{label()}”</bdi>}</Show>
            </li>
          )}
        </Index>
        <Show when={adding()}>
          <li class={styles["row"]}>
            <div class={styles["rowHead"]}>
              {badge(formulas().length)}
              <div class={styles["event"]}>
                <CommitInput
                  label="New formula"
                  value=""
                  placeholder="A / B, or (A + B) * 100 / C"
                  maxLength={FORMULA_LENGTH}
                  check={checkFormula}
                  onCommit={(text) => set(formulas().length, text)}
                />
              </div>
              <IconButton
                icon="close"
                label="Leave out the new formula"
                look="quiet"
                small
                onClick={() => setAdding(false)}
              />
            </div>
          </li>
        </Show>
      </ul>
      <Show when={!adding() && formulas().length < EXPLORATION_LIMITS.formulas}>
        <button
          type="button"
          class={styles["addLink"]}
          onClick={() => {
            setAdding(true);
            rows?.querySelector<HTMLInputElement>("li:last-child input")?.focus();
          }}
        >
          <Icon name="plus" size={12} /> Formula
        </button>
      </Show>
    </>
  );
}
