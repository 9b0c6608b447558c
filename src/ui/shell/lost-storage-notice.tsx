import { createEffect, createSignal, Show, type JSX } from "solid-js";
import type { EngineStatus } from "../../engine/api.ts";
import { Notice } from "../controls/notice.tsx";
import { keepItem, readItem } from "../state/local-item.ts";

/** When the database that held events was made; in a store of its own, which outlives that database. */
const KEY = "lochan-database";

/** A browser deletes a database it finds damaged, and says nothing: an empty dashboard would be all there is to see. */
export function LostStorageNotice(props: { status: EngineStatus | undefined }): JSX.Element {
  const [known, setKnown] = createSignal(readItem(KEY));
  const born = (): string | undefined => props.status?.born?.toString();
  const remember = (): void => {
    const now = born();
    if (now === undefined) return;
    keepItem(KEY, now);
    setKnown(now);
  };
  createEffect(() => {
    if (known() === null && (props.status?.events ?? 0) > 0) remember();
  });
  return (
    <Show when={born() !== undefined && known() !== null && known() !== born()}>
      <Notice tone="bad" title="What this browser had stored is gone" onDismiss={remember}>
        Its database was deleted and is made anew: the browser needed room or found the files damaged, or
        somebody deleted it. Restore your last backup, by dropping it here, to have everything back. Sites
        still hold what they were not told is stored, and send it again.
      </Notice>
    </Show>
  );
}
