import { describe, expect, it } from "vitest";
import { makeShortcutReader, SHORTCUTS, type Press } from "../../../src/ui/shell/shortcuts.ts";
import { keyWords } from "../../../src/ui/state/key-words.ts";

const press = (key: string, more: Partial<Press> = {}): Press => ({
  ...{ key, ctrlKey: false, metaKey: false, altKey: false, timeStamp: 0 },
  ...more,
});

describe("shortcuts", () => {
  it("are each their own: none is another's beginning, and none takes what a control listens for", () => {
    const all = SHORTCUTS.flatMap(({ shortcuts }) => shortcuts);
    const ours = all.filter(({ deed }) => deed !== undefined).map(({ keys }) => keys.join(" "));
    const controls = all.filter(({ deed }) => deed === undefined).flatMap(({ keys }) => keys);
    for (const [at, keys] of ours.entries()) {
      expect(controls).not.toContain(keys.split(" ")[0]);
      for (const other of ours.toSpliced(at, 1)) expect(`${other} `.startsWith(`${keys} `)).toBe(false);
    }
  });

  it("are listed once in each place", () => {
    for (const { shortcuts } of SHORTCUTS) {
      const keys = shortcuts.map((each) => each.keys.join(" "));
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it("are read one key after the other, while nobody waits long between them", () => {
    const read = makeShortcutReader(false);
    expect(read(press("g"), true)).toBeUndefined();
    expect(read(press("e", { timeStamp: 900 }), true)).toEqual({ go: "/explore" });
    expect(read(press("e", { timeStamp: 950 }), true)).toBeUndefined();
    read(press("g", { timeStamp: 1000 }), true);
    expect(read(press("e", { timeStamp: 3000 }), true)).toBeUndefined();
    read(press("g", { timeStamp: 4000 }), true);
    read(press("x", { timeStamp: 4001 }), true);
    expect(read(press("e", { timeStamp: 4002 }), true)).toBeUndefined();
    expect(read(press("?"), true)).toBe("shortcuts");
    expect(read(press("/"), true)).toBe("search");
  });

  it("of plain keys do nothing where somebody writes, nor with Ctrl, Alt or ⌘", () => {
    const read = makeShortcutReader(false);
    for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }])
      expect(read(press("?", more), true)).toBeUndefined();
    expect(read(press("?"), false)).toBeUndefined();
    read(press("g"), false);
    expect(read(press("e"), false)).toBeUndefined();
    expect(read(press("k", { ctrlKey: true }), false)).toBe("palette");
  });

  it("use ⌘ on Apple's systems, where Ctrl and K is the editor's own", () => {
    const read = makeShortcutReader(true);
    expect(read(press("k", { ctrlKey: true }), true)).toBeUndefined();
    expect(read(press("k", { metaKey: true }), true)).toBe("palette");
    expect(keyWords(["Mod+K"], true)).toEqual([["⌘", "K"]]);
    expect(keyWords(["G", "O"], false)).toEqual([["G"], ["O"]]);
  });
});
