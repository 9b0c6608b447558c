import { createUniqueId, For, type JSX } from "solid-js";
import { Dialog } from "../controls/dialog.tsx";
import { KeyCaps } from "../controls/key-caps.tsx";
import { chooseSingleKeys, singleKeys } from "../shell/create-shortcuts.ts";
import { SHORTCUTS } from "../shell/shortcuts.ts";
import styles from "./palette.module.css";

/** Every shortcut, and whether those of plain keys are on. */
export function ShortcutsDialog(props: { open: boolean; onClose: () => void }): JSX.Element {
  const id = createUniqueId();
  return (
    <Dialog open={props.open} onClose={() => props.onClose()} title="Keyboard shortcuts" wide>
      <div class={styles["shortcuts"]}>
        <For each={SHORTCUTS}>
          {({ where, shortcuts }, at) => (
            <section aria-labelledby={`${id}-${at()}`}>
              <h3 id={`${id}-${at()}`} class={styles["where"]}>
                {where}
              </h3>
              <dl>
                <For each={shortcuts}>
                  {({ keys, words }) => (
                    <div class={styles["shortcut"]}>
                      <dt>{words}</dt>
                      <dd>
                        <KeyCaps keys={keys} />
                      </dd>
                    </div>
                  )}
                </For>
              </dl>
            </section>
          )}
        </For>
      </div>
      <label class={styles["single"]} for={`${id}-single`}>
        <input
          id={`${id}-single`}
          type="checkbox"
          checked={singleKeys()}
          onChange={(event) => chooseSingleKeys(event.currentTarget.checked)}
        />
        <span>
          Shortcuts of plain keys
          <span class={styles["note"]}>
            Without Ctrl, ⌘ or Alt. They never count while you write. Turn them off where you dictate, or
            press keys by accident.
          </span>
        </span>
      </label>
    </Dialog>
  );
}
