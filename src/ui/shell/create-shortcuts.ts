import { createRoot, createSignal, onCleanup, onMount } from "solid-js";
import { keepItem, readItem } from "../state/local-item.ts";
import { IS_APPLE } from "../state/platform.ts";
import { makeShortcutReader, type ShortcutDeed } from "./shortcuts.ts";

const KEY = "lochan-single-keys";

/** Whether shortcuts of plain keys are on: who dictates, or presses keys by accident, turns them off. */
export const [singleKeys, setSingle] = createRoot(() => createSignal(readItem(KEY) !== "off"));
export function chooseSingleKeys(on: boolean): void {
  setSingle(on);
  keepItem(KEY, on ? "on" : "off");
}

/** Where plain keys are text, or have a meaning of the control's own. */
const OWN_KEYS =
  'input, textarea, select, [contenteditable="true"], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]';

/** Listens for the shortcuts of every page, as long as its owner lives. Open dialogs keep all of them to themselves. */
export function createShortcuts(perform: (deed: ShortcutDeed) => void): void {
  const read = makeShortcutReader(IS_APPLE);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const at = event.target instanceof Element ? event.target : undefined;
    if (at?.closest("[role=dialog], [role=alertdialog]") != null) return;
    const deed = read(event, singleKeys() && at?.closest(OWN_KEYS) == null);
    if (deed === undefined) return;
    event.preventDefault();
    perform(deed);
  };
  onMount(() => document.addEventListener("keydown", onKeyDown));
  onCleanup(() => document.removeEventListener("keydown", onKeyDown));
}
