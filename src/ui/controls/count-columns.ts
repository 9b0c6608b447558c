import { formatCount } from "../state/format.ts";
import type { Column } from "./table.tsx";

interface Counts {
  accepted: number;
  duplicate: number;
  refused: number;
}

/** What became of the rows of a file. */
export const COUNT_COLUMNS: readonly Column<Counts>[] = [
  { header: "New", cell: ({ accepted }) => formatCount(accepted), number: true },
  { header: "Already here", cell: ({ duplicate }) => formatCount(duplicate), number: true },
  { header: "Refused", cell: ({ refused }) => formatCount(refused), number: true },
];
