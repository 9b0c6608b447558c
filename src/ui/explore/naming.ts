import { createSignal, type Accessor } from "solid-js";
import { success, type Result } from "../../model/failure.ts";
import type { SeriesLetter } from "../../model/formula.ts";
import type { SavedExploration } from "../../model/saved-exploration.ts";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import type { Explore } from "./explore-state.ts";
import { createSaved, type SavedExplorations } from "./saved-state.ts";

/** What gets a name. */
export type Named =
  | { kind: "save" }
  | { kind: "saved"; saved: SavedExploration }
  | { kind: "series"; letter: SeriesLetter }
  | { kind: "formula"; place: number };

export interface Naming {
  saved: SavedExplorations;
  subject: Accessor<Named | undefined>;
  open(subject: Named): void;
  close(): void;
  title(subject: Named): string;
  hint(subject: Named): string;
  /** As it is. */
  nameOf(subject: Named): string;
  rename(subject: Named, name: string): Promise<Result<unknown>>;
}

/** Saved questions, and the names of series and formulas, which all are asked for in one dialog. */
export function createNaming(explore: Explore): Naming {
  const live = useLive();
  const project = useProject();
  const saved = createSaved(useEngine(), () => project().id, live.catalog);
  const [subject, setSubject] = createSignal<Named>();
  const labelOf = (name: string): { label?: string } => (name.trim() === "" ? {} : { label: name.trim() });
  return {
    saved,
    subject,
    open: setSubject,
    close: () => setSubject(undefined),
    title(named) {
      switch (named.kind) {
        case "save":
          return "Save this question";
        case "saved":
          return "Rename saved question";
        case "series":
          return `Rename series ${named.letter}`;
        case "formula":
          return `Rename formula ${named.place + 1}`;
      }
    },
    hint: ({ kind }) =>
      kind === "save" || kind === "saved"
        ? "It is found under Saved questions, and goes into backups with the project."
        : "Left empty, it is called by what it counts.",
    nameOf(named) {
      switch (named.kind) {
        case "save":
          return "";
        case "saved":
          return named.saved.name;
        case "series":
          return explore.exploration().series.find(({ letter }) => letter === named.letter)?.label ?? "";
        case "formula":
          return explore.exploration().formulas[named.place]?.label ?? "";
      }
    },
    async rename(named, name) {
      const { series, formulas } = explore.exploration();
      switch (named.kind) {
        case "save":
          return saved.save({ id: crypto.randomUUID(), name, exploration: explore.exploration() });
        case "saved":
          return saved.save({ ...named.saved, name });
        case "series":
          explore.change({
            series: series.map(({ label, ...each }) => ({
              ...each,
              ...(each.letter === named.letter ? labelOf(name) : label !== undefined && { label }),
            })),
          });
          return success(null);
        case "formula":
          explore.change({
            formulas: formulas.map(({ text, label }, place) => ({
              text,
              ...(place === named.place ? labelOf(name) : label !== undefined && { label }),
            })),
          });
          return success(null);
      }
    },
  };
}
