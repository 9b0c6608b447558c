import { LAB_CHANNEL, LAB_LOCK, type LabNote } from "../model/lab-note.ts";

export type TellLabs = (note: LabNote) => void;

/** Tells the labs that are open in this browser; while none is, nothing is copied for it. */
export function makeLabTeller(signal: AbortSignal): TellLabs {
  const channel = new BroadcastChannel(LAB_CHANNEL);
  signal.addEventListener("abort", () => channel.close());
  return (note) =>
    void isLabOpen().then((open) => {
      if (open && !signal.aborted) channel.postMessage(note);
    });
}

async function isLabOpen(): Promise<boolean> {
  try {
    const { held = [] } = await navigator.locks.query();
    return held.some(({ name }) => name === LAB_LOCK);
  } catch {
    // A document that is being left has no locks to ask for.
    return false;
  }
}
