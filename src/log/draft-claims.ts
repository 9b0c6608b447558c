import type { LocalEvents } from "../model/batch.ts";
import type { NewClaims } from "./claims.ts";
import { FATE } from "./fate.ts";

/** The claimant of what came without an import: nothing undoes it. */
export const NO_IMPORT = "";

/** The import each row came by, {@link NO_IMPORT} for none. */
export function importsOf({ columns, entries }: LocalEvents): (row: number) => string {
  let last = 0;
  let claimant = NO_IMPORT;
  return (row) => {
    const mark = columns.importId?.[row] ?? 0;
    if (mark === last) return claimant;
    last = mark;
    return (claimant = mark === 0 ? NO_IMPORT : entries.values[mark - 1]!.slice(1));
  };
}

/** Rows that one admission judges, numbered through. */
interface Judged {
  fates: Uint8Array;
  importOf(row: number): string;
}

/** A row of a piece. */
export interface Place {
  piece: number;
  row: number;
}

/** A row of a piece whose content is not the one of its id in the log, and which row of the log that is. */
export interface DraftVariant extends Place {
  rowInLog: number;
}

/** What came again in one admission. */
export interface CameAgain {
  /** With the content it has, of what another import had brought. */
  claims: NewClaims;
  variants: DraftVariant[];
  /** One of the variants is less than what the log has. */
  contested: boolean;
}

/** Gathers who brought events that had been brought before: of one admission, as it meets duplicates. */
export interface DraftClaims {
  /** A row is the event of a stored row, which came by the import `owner`, undefined where that cannot be read. */
  stored(place: Place, rowInLog: number, owner: string | undefined): void;
  /** A row has another content than the stored row with its id; whether that one is to give way. */
  differs(place: Place, rowInLog: number, isLess: boolean): void;
  /** A row comes to be in the log; of the others with its id it is told whether they say the same. */
  admitted(place: Place, others: readonly (Place & { isSame: boolean })[]): void;
  /** What is to be written, where the first row that is accepted becomes row `nextRow` of the log. */
  finish(nextRow: number): CameAgain;
}

/** An event that no import brought has no claims: it stays whatever is undone. */
export function draftClaims(pieces: readonly Judged[]): DraftClaims {
  const rowsByClaimant = new Map<string, number[]>();
  const groups: Parameters<DraftClaims["admitted"]>[] = [];
  const variants: DraftVariant[] = [];
  let contested = false;

  const importOf = ({ piece, row }: Place): string => pieces[piece]!.importOf(row);

  function claim(claimant: string, row: number, owner: string | undefined): void {
    if (owner === NO_IMPORT || owner === claimant) return;
    const rows = rowsByClaimant.get(claimant);
    if (rows === undefined) rowsByClaimant.set(claimant, [row]);
    else rows.push(row);
  }

  /** Of each piece, where its rows come to be in the log if they are accepted. */
  function placesFrom(nextRow: number): Float64Array[] {
    let next = nextRow;
    return pieces.map(({ fates }) => {
      const places = new Float64Array(fates.length);
      for (let row = 0; row < fates.length; row++) {
        places[row] = next;
        if (fates[row] === FATE.accepted) next++;
      }
      return places;
    });
  }

  return {
    stored: (place, rowInLog, owner) => claim(importOf(place), rowInLog, owner),
    differs({ piece, row }, rowInLog, isLess) {
      variants.push({ piece, row, rowInLog });
      contested ||= isLess;
    },
    admitted: (...group) => void groups.push(group),
    finish(nextRow) {
      const places = groups.length > 0 ? placesFrom(nextRow) : [];
      for (const [first, others] of groups) {
        const rowInLog = places[first.piece]![first.row]!;
        for (const { isSame, piece, row } of others)
          if (isSame) claim(importOf({ piece, row }), rowInLog, importOf(first));
          else variants.push({ piece, row, rowInLog });
      }
      return { claims: rowsByClaimant, variants, contested };
    },
  };
}
