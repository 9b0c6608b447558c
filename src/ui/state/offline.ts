import { createContext, useContext, type Accessor } from "solid-js";

/** What the service worker has made possible so far. */
export interface OfflineState {
  /** Everything, the engine included, works without the network. */
  ready: Accessor<boolean>;
  /** How much of what is needed offline is here, 0 to 1; undefined when nobody knows. */
  progress?: Accessor<number | undefined>;
  /** A newer version waits for {@link OfflineState.update}. */
  updateWaiting: Accessor<boolean>;
  /** Switches to the newer version; the page reloads. */
  update(): void;
}

export const OfflineContext = createContext<OfflineState>();

export function useOffline(): OfflineState {
  const offline = useContext(OfflineContext);
  if (offline === undefined) throw new Error("useOffline outside of App");
  return offline;
}
