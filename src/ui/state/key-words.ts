/** As they are printed on this machine's keys: each step a list of keys pressed together. */
export const keyWords = (keys: readonly string[], isApple: boolean): string[][] =>
  keys.map((step) =>
    step
      .split("+")
      .map((key) => (key === "Mod" ? (isApple ? "⌘" : "Ctrl") : key === "Alt" && isApple ? "⌥" : key)),
  );
