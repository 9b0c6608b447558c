import { For, Show, type JSX } from "solid-js";
import { canonicalJson } from "../../model/canonical-json.ts";
import type { JsonValue } from "../../model/event.ts";
import type { Exploration } from "../../model/exploration.ts";
import type { SavedExploration } from "../../model/saved-exploration.ts";
import { KeptListNotices } from "../controls/kept-list-notices.tsx";
import { Icon } from "../controls/icon.tsx";
import { Menu } from "../controls/menu.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import type { SavedExplorations } from "./saved-state.ts";
import styles from "./editor.module.css";

const isSame = (one: Exploration, other: Exploration): boolean =>
  canonicalJson(one as unknown as JsonValue) === canonicalJson(other as unknown as JsonValue);

/** Saved questions: opened, named anew, put in place of, deleted and brought back. */
export function SavedPanel(props: {
  saved: SavedExplorations;
  shown: Exploration;
  onOpen: (exploration: Exploration) => void;
  onRename: (saved: SavedExploration) => void;
}): JSX.Element {
  return (
    <>
      <KeptListNotices list={props.saved} />
      <Show when={props.saved.all()} fallback={<Skeleton height="33px" />}>
        {(all) => (
          <Show
            when={all().length > 0}
            fallback={<p class={styles["none"]}>None yet. Save keeps what is shown under a name.</p>}
          >
            <ul class={styles["saved"]}>
              <For each={all()}>
                {(each) => (
                  <li class={styles["savedRow"]}>
                    <button
                      type="button"
                      class={styles["savedName"]}
                      aria-current={isSame(each.exploration, props.shown) ? "true" : undefined}
                      onClick={() => props.onOpen(each.exploration)}
                    >
                      <bdi>{each.name}</bdi>
                    </button>
                    <Menu
                      label={`Actions for ${each.name}`}
                      trigger={<Icon name="menu" size={14} />}
                      triggerLook={{ look: "quiet", small: true }}
                      placement="bottom-end"
                      items={[
                        { label: "Rename", icon: "edit", onChoose: () => props.onRename(each) },
                        {
                          label: "Replace with what is shown",
                          icon: "download",
                          disabled: isSame(each.exploration, props.shown),
                          onChoose: () => void props.saved.put({ ...each, exploration: props.shown }),
                        },
                        {
                          label: "Delete",
                          icon: "trash",
                          danger: true,
                          separated: true,
                          onChoose: () => void props.saved.remove(each),
                        },
                      ]}
                    />
                  </li>
                )}
              </For>
            </ul>
          </Show>
        )}
      </Show>
    </>
  );
}
