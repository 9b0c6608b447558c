import type { EngineApi } from "../../engine/api.ts";
import type { Project } from "../../model/project.ts";
import type { IconName } from "../controls/icon.tsx";
import type { View } from "../state/view-context.ts";

/** In the order of the groups, where nothing was typed. */
export const ENTRY_KINDS = [
  "Page",
  "Action",
  "Dashboard",
  "Saved question",
  "Saved SQL",
  "Segment",
  "Event",
  "Property",
  "Project",
  "Help",
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What can be chosen in the palette. */
export interface Entry {
  /** Its own among all; the recent ones are remembered by it. */
  id: string;
  kind: EntryKind;
  label: string;
  icon: IconName;
  /** Found by these words too. */
  words?: string;
  /** Keys that do the same, as in the table of shortcuts. */
  keys?: readonly string[];
  /** The words it gives are shown where the palette `stays`. */
  run: () => string | void | Promise<string | void>;
  stays?: true;
  /** What Enter does, in a word, and what Shift with Enter does. */
  verb?: string;
  other?: { verb: string; run: () => void };
}

export interface PaletteContext {
  engine: EngineApi;
  /** Undefined where there is none yet. */
  project: Project | undefined;
  projects: readonly Project[];
  view: View;
  /** Of the page that is shown. */
  path: string;
  /** What the page's own address says of its question. */
  question: string | undefined;
  go: (href: string) => void;
  openProject: (projectId: string) => void;
  /** Opens a dialog once the palette is closed. */
  ask: (dialog: PaletteDialog) => void;
}

export type PaletteDialog = "create-project" | "export" | "new-dashboard" | "shortcuts";

/**
 * Gives entries; asked once each time the palette opens; only events are looked for while somebody types. To have more in the palette, write one
 * and name it in `SOURCES` of `sources.ts`.
 */
export type EntrySource = (context: PaletteContext) => readonly Entry[] | Promise<readonly Entry[]>;
