import type { Transport } from "./delivery.ts";

export interface LochanStatus {
  transport: Transport;
  /** Why the other transports are not in use, by transport. */
  why: Partial<Record<Transport, string>>;
  /** Events not yet acked, of all tabs of this origin. */
  pending: number;
  /** What keeps the snippet from recording, if anything. */
  off?: string;
}

/** What a page can call. Until the script has loaded every method returns a promise. */
export interface Lochan {
  (name: string, properties?: object): void;
  page(properties?: object): void;
  identify(userId: string, traits?: object): void;
  /** Forgets who this is: a new distinct id, no user id, a new session. */
  reset(): void;
  /** Resolves when every event so far is acked; rejects with why not. */
  flush(): Promise<void>;
  optOut(): void;
  optIn(): void;
  /** Opens the bridge as a window; call it from a click. */
  connect(): void;
  status(): LochanStatus;
  /** Calls the stub has kept; only before the script has loaded. */
  q?: QueuedCall[];
}

export type QueuedCall = [
  method: string,
  args: unknown[],
  resolve: (value: unknown) => void,
  reject: (why: unknown) => void,
];

declare global {
  interface Window {
    lochan?: Lochan;
  }
}
