// All but the end is served as the type declarations of script and module: it may import nothing.

export type Transport = "none" | "same-origin" | "opener" | "iframe" | "popup" | "endpoint";

export interface LochanStatus {
  transport: Transport;
  /** Why the other transports are not in use, by transport. */
  why: Partial<Record<Transport, string>>;
  /** Someone has Lochan open at the other end: events leave after 100 ms. */
  live: boolean;
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

/** The script tag's `data-` attributes, in the words of a module. */
export interface LochanOptions {
  project: string;
  key: string;
  /** Where Lochan is served from; its bridge is `bridge.html` there. */
  host?: string;
  /** The bridge's own address, or `none` where only `endpoint` is wanted. */
  bridge?: string;
  /** A collector of your own, which takes NDJSON. */
  endpoint?: string;
  /** What is recorded by itself, of `page`, `outbound` and `download`; default `["page"]`. */
  auto?: readonly ("page" | "outbound" | "download")[];
  /** What follows `#` is part of a page's address. */
  hash?: boolean;
  /** Query parameters kept in addresses, `*` for any characters; default `["utm_*", "ref"]`. */
  query?: readonly string[];
  /** `none` keeps nothing in the browser: everyone is new on each page. */
  storage?: "local" | "none";
  /** Do Not Track is honoured; Global Privacy Control always is. */
  dnt?: boolean;
}

declare global {
  interface Window {
    lochan?: Lochan;
  }
}
