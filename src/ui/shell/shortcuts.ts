import { PLACES, WORKSPACE } from "./places.ts";

/** What a shortcut of every page does. */
export type ShortcutDeed = "palette" | "shortcuts" | "search" | { go: string };

export interface Shortcut {
  /** Pressed one after the other; each a key, perhaps with `Mod+`, `Ctrl+` or `Alt+`. `Mod` is ⌘ on Apple's systems, Ctrl elsewhere. */
  keys: readonly string[];
  words: string;
  /** Absent where a page or control listens for it itself. */
  deed?: ShortcutDeed;
}

/** Every shortcut there is, in the order they are listed in. */
export const SHORTCUTS: readonly { where: string; shortcuts: readonly Shortcut[] }[] = [
  {
    where: "Everywhere",
    shortcuts: [
      { keys: ["Mod+K"], words: "Search and commands", deed: "palette" },
      { keys: ["/"], words: "Search this page, or everything", deed: "search" },
      { keys: ["?"], words: "These shortcuts", deed: "shortcuts" },
    ],
  },
  {
    where: "Go to a page",
    shortcuts: [...PLACES, ...WORKSPACE].map(({ key, label, path }) => ({
      keys: ["G", key.toUpperCase()],
      words: label,
      deed: { go: path },
    })),
  },
  {
    where: "In a chart",
    shortcuts: [
      { keys: ["←"], words: "The point before" },
      { keys: ["→"], words: "The point after" },
      { keys: ["Home"], words: "The first point" },
      { keys: ["End"], words: "The last point" },
      { keys: ["Enter"], words: "Open the point" },
      { keys: ["Shift+←"], words: "Select backwards; Enter zooms" },
      { keys: ["Shift+→"], words: "Select forwards; Enter zooms" },
      { keys: ["Esc"], words: "Leave it" },
    ],
  },
  {
    where: "Editing a dashboard, on a handle",
    shortcuts: [
      { keys: ["Enter"], words: "Take the widget, or put it down" },
      { keys: ["←"], words: "Move it; up, down and right too" },
      { keys: ["Shift+←"], words: "Make it narrower; wider, lower and higher too" },
      { keys: ["Esc"], words: "Put it back" },
    ],
  },
  {
    where: "In Explore",
    shortcuts: [
      { keys: ["Alt+↑"], words: "Move a series up" },
      { keys: ["Alt+↓"], words: "Move a series down" },
    ],
  },
  {
    where: "In the list of events",
    shortcuts: [
      { keys: ["↑"], words: "The event above" },
      { keys: ["↓"], words: "The event below" },
      { keys: ["Enter"], words: "Open the event" },
      { keys: ["Esc"], words: "Close it" },
      { keys: ["Alt+←"], words: "Move a column left" },
      { keys: ["Alt+→"], words: "Move a column right" },
    ],
  },
  {
    where: "In the SQL editor",
    shortcuts: [
      { keys: ["Mod+Enter"], words: "Run the statement" },
      { keys: ["Ctrl+Space"], words: "Suggest" },
      { keys: ["Tab"], words: "Leave the editor, or take a suggestion" },
      { keys: ["Esc"], words: "Close the suggestions" },
    ],
  },
];

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** Milliseconds of any clock. */
  timeStamp: number;
}

/** Longer between two keys, and they are none of one shortcut. */
const BETWEEN_MS = 1_500;

/**
 * Tells what the keys pressed so far do. `single` says whether shortcuts of plain keys count for this press: they do not while
 * somebody writes.
 */
export function makeShortcutReader(
  isApple: boolean,
): (press: Press, single: boolean) => ShortcutDeed | undefined {
  const ours = SHORTCUTS.flatMap(({ shortcuts }) => shortcuts).filter(({ deed }) => deed !== undefined);
  let begun: { step: string; at: number } | undefined;
  return (press, single) => {
    const isMod = isApple ? press.metaKey && !press.ctrlKey : press.ctrlKey && !press.metaKey;
    const isPlain = !press.ctrlKey && !press.metaKey && !press.altKey;
    const key = press.key.toUpperCase();
    const step = isPlain ? key : isMod && !press.altKey ? `Mod+${key}` : undefined;
    const before = begun !== undefined && press.timeStamp - begun.at <= BETWEEN_MS ? begun.step : undefined;
    begun = undefined;
    if (step === undefined || (isPlain && !single)) return undefined;
    const pressed = before === undefined ? [step] : [before, step];
    const whole = ours.find(({ keys }) => keys.join(" ") === pressed.join(" "));
    if (whole !== undefined) return whole.deed;
    if (ours.some(({ keys }) => keys.length > 1 && keys[0] === step)) begun = { step, at: press.timeStamp };
    return undefined;
  };
}
