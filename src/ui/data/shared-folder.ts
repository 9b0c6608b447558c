import { createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { SharedFolderView } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import { createClock } from "../state/clock.ts";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";

/** Other devices write, and files come, without a word to the page. */
const REFRESH_MS = 3_000;

export interface Shared {
  /** Null where the project is in no shared folder; undefined until read. */
  value: Accessor<SharedFolderView | null | undefined>;
  /** As other devices know this one. */
  deviceName: Accessor<string>;
  failure: Accessor<Failure | undefined>;
  refresh(): Promise<void>;
}

/** The shared folder of a project, as far as whoever takes the turns has come. */
export function createShared(projectId: Accessor<string>): Shared {
  const engine = useEngine();
  const live = useLive();
  const [value, setValue] = createSignal<SharedFolderView | null>();
  const [deviceName, setDeviceName] = createSignal("");
  const [failure, setFailure] = createSignal<Failure>();
  let shown = "";
  let turn = 0;
  const refresh = async (): Promise<void> => {
    const mine = ++turn;
    const [folder, device] = await Promise.all([engine.sharedFolder(projectId()), engine.device()]);
    if (mine !== turn) return;
    setFailure(folder.ok ? undefined : folder.failure);
    if (device.ok) setDeviceName(device.value.name);
    if (!folder.ok) return;
    const text = JSON.stringify(folder.value);
    // What is shown is not drawn again where nothing changed.
    if (text !== shown) setValue(folder.value);
    shown = text;
  };
  createEffect(on([projectId, live.catalog], () => void refresh()));
  createEffect(
    on([live.folded, createClock(REFRESH_MS)], () => {
      if (failure() !== undefined || value()) void refresh();
    }),
  );
  onCleanup(() => void (turn += 1));
  return { value, deviceName, failure, refresh };
}
