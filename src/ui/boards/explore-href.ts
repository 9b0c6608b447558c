import { sheetToText, type Exploration } from "../../model/exploration.ts";
import type { View } from "../state/view-context.ts";

/** Where Explore shows it, over the page's range and with the page's filters beside its own. */
export function exploreHref(view: View, exploration: Exploration): string {
  const { filters } = view.state();
  const href = view.href("/explore", { filters: [...filters, ...exploration.filters] });
  const sheet = sheetToText(exploration);
  return sheet === undefined
    ? href
    : `${href}${href.includes("?") ? "&" : "?"}q=${encodeURIComponent(sheet)}`;
}
