/** Whether someone watches, and word when that changes. */
export interface LiveSignal {
  live(): boolean;
  /** Returns the way to stop. */
  subscribe(listener: (live: boolean) => void): () => void;
}

/** Someone has Lochan open while its leader is heard: `heard()` on each beat, silence ends it. */
export function makeLiveSignal(silenceMs = 2_000): LiveSignal & { heard(): void } {
  const listeners = new Set<(live: boolean) => void>();
  let silence: ReturnType<typeof setTimeout> | undefined;
  const tell = (live: boolean): void => {
    for (const listener of [...listeners]) listener(live);
  };
  return {
    live: () => silence !== undefined,
    heard() {
      if (silence === undefined) tell(true);
      else clearTimeout(silence);
      silence = setTimeout(() => {
        silence = undefined;
        tell(false);
      }, silenceMs);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
