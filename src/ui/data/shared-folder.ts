import { createEffect, on, type Accessor } from "solid-js";
import type { SharedFolderView } from "../../engine/api.ts";
import { type Failure, success } from "../../model/failure.ts";
import { createClock } from "../state/clock.ts";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";
import { createReading } from "../state/reading.ts";

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
  const { value, failure, refresh, look } = createReading(async () => {
    const [folder, device] = await Promise.all([engine.sharedFolder(projectId()), engine.device()]);
    return folder.ok
      ? success({ folder: folder.value, deviceName: device.ok ? device.value.name : "" })
      : folder;
  });
  createEffect(on([projectId, live.catalog], () => void refresh()));
  createEffect(
    on([live.folded, createClock(REFRESH_MS)], () => {
      if (failure() !== undefined || value()?.folder) look();
    }),
  );
  return {
    value: () => value()?.folder,
    deviceName: () => value()?.deviceName ?? "",
    failure,
    refresh,
  };
}
