/** After the last answer: a page asks in waves. */
const QUIET_MS = 250;
const NONE_ASKED_MS = 1_200;
const MOST_MS = 4_000;

/** Lets a page's first questions go before work that can wait: IndexedDB answers one after another. */
export interface CalmStart {
  /** A question is under way, until what this returns is called. */
  begin(): () => void;
  /** Resolves when the first questions are answered, or none came, or they take too long. */
  readonly calm: Promise<void>;
}

export function makeCalmStart(): CalmStart {
  let settle = (): void => undefined;
  const calm = new Promise<void>((resolve) => (settle = resolve));
  let underWay = 0;
  let timer = setTimeout(() => settle(), NONE_ASKED_MS);
  setTimeout(() => settle(), MOST_MS);
  return {
    calm,
    begin() {
      underWay += 1;
      clearTimeout(timer);
      return () => {
        underWay -= 1;
        clearTimeout(timer);
        if (underWay === 0) timer = setTimeout(() => settle(), QUIET_MS);
      };
    },
  };
}
