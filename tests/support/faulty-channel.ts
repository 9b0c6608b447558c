/** Of every hundred messages so many are lost, sent twice, or kept back until after the next ones. */
const LOST = 30;
const TWICE = 20;
const LATE = 20;
const KEPT_BACK = 3;

/**
 * Until it is undone, channels opened lose, double and reorder what is posted to them, the same
 * way for the same seed.
 */
export function spoilChannels(seed: number): { undo: () => void; readonly spoilt: number } {
  const Sound = globalThis.BroadcastChannel;
  let state = seed >>> 0;
  let spoilt = 0;
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * 100);
  };
  globalThis.BroadcastChannel = class extends Sound {
    readonly #late: unknown[] = [];

    override postMessage(message: unknown): void {
      const drawn = draw();
      if (drawn < LOST + TWICE + LATE) spoilt += 1;
      if (drawn >= LOST) {
        if (drawn >= LOST + TWICE + LATE || drawn < LOST + TWICE) super.postMessage(message);
        if (drawn < LOST + TWICE) super.postMessage(message);
        else if (drawn < LOST + TWICE + LATE) this.#late.push(message);
      }
      if (this.#late.length >= KEPT_BACK)
        for (const late of this.#late.splice(0).toReversed()) super.postMessage(late);
    }
  };
  return {
    undo: () => void (globalThis.BroadcastChannel = Sound),
    get spoilt() {
      return spoilt;
    },
  };
}
