import { createSignal, For, Show, type JSX } from "solid-js";
import type { Result } from "../../model/failure.ts";
import { SAVED_QUERY_LIMITS, type SavedQuery } from "../../model/saved-query.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { NameDialog } from "../controls/name-dialog.tsx";
import type { SavedQueries } from "./create-saved-queries.ts";
import styles from "./sql.module.css";

/** Saved queries by name: each can be taken, renamed and deleted, and a deleted one brought back. */
export function SavedList(props: {
  saved: SavedQueries;
  onChoose: (query: SavedQuery) => void;
}): JSX.Element {
  const [renamed, setRenamed] = createSignal<SavedQuery>();
  const rename = (name: string): Promise<Result<unknown>> => props.saved.save({ ...renamed()!, name });
  return (
    <div class={styles["side"]}>
      <Show when={props.saved.removed()}>
        {(query) => (
          <p class={styles["undo"]} role="status">
            <span>“{query().name}” was deleted.</span>
            <Button small onClick={() => void props.saved.bringBack()}>
              Undo
            </Button>
          </p>
        )}
      </Show>
      <Show
        when={(props.saved.all() ?? []).length > 0}
        fallback={
          <EmptyState title="No saved queries yet">
            Save a statement under a name: it is kept with the project, and goes into its backups.
          </EmptyState>
        }
      >
        <ul class={styles["statements"]} aria-label="Saved queries">
          <For each={props.saved.all() ?? []}>
            {(query) => (
              <li class={styles["saved"]}>
                <button type="button" class={styles["statement"]} onClick={() => props.onChoose(query)}>
                  <span class={styles["savedName"]}>{query.name}</span>
                  <code class={styles["excerpt"]}>{query.text.trim().slice(0, 120)}</code>
                </button>
                <IconButton
                  icon="edit"
                  label={`Rename ${query.name}`}
                  look="quiet"
                  small
                  onClick={() => setRenamed(query)}
                />
                <IconButton
                  icon="trash"
                  label={`Delete ${query.name}`}
                  look="quiet"
                  small
                  onClick={() => void props.saved.remove(query)}
                />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <NameDialog
        open={renamed() !== undefined}
        title="Rename the query"
        name={renamed()?.name ?? ""}
        maxLength={SAVED_QUERY_LIMITS.nameLength}
        action="Rename"
        rename={rename}
        onRenamed={() => setRenamed(undefined)}
        onClose={() => setRenamed(undefined)}
      />
    </div>
  );
}
