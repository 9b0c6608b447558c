import type { IdentityRow } from "../database/rows.ts";
import { makeBitmap, withBitmaps, type Bitmap } from "./bitmap.ts";

/** Which `people` ordinals stand for another actor, for counting sets of unmerged ordinals. */
export interface CanonicalPeople {
  /** Takes stored rows; the members that came to belong to another, or undefined where one moved. */
  apply(rows: readonly IdentityRow[]): number[] | undefined;
  /** Replaces each merged member of a set by its canonical actor. */
  canonicalise(users: Bitmap): void;
  canonical(distinct: number): number;
  clear(): void;
}

export function makeCanonicalPeople(): CanonicalPeople {
  let canonical = new Int32Array(1024).fill(-1);
  const merged = makeBitmap();
  const grow = (ordinal: number): void => {
    if (ordinal < canonical.length) return;
    const wider = new Int32Array(Math.max(ordinal + 1, canonical.length * 2)).fill(-1);
    wider.set(canonical);
    canonical = wider;
  };
  return {
    apply(rows) {
      const joined: number[] = [];
      let moved = false;
      for (const row of rows)
        for (const [index, distinct] of row.distinct.entries()) {
          grow(distinct);
          const user = row.user[index] as number;
          const before = canonical[distinct];
          if (before === user) continue;
          if (before === -1) joined.push(distinct);
          else moved = true;
          canonical[distinct] = user;
        }
      merged.addMany(joined);
      return moved ? undefined : joined;
    },
    canonicalise(users) {
      if (!users.intersects(merged)) return;
      withBitmaps(() => {
        const members = makeBitmap();
        members.orInPlace(users);
        members.andInPlace(merged);
        users.andNotInPlace(merged);
        users.addMany(members.toUint32Array().map((distinct) => canonical[distinct] as number));
      });
    },
    canonical: (distinct) => {
      const user = canonical[distinct] ?? -1;
      return user === -1 ? distinct : user;
    },
    clear() {
      canonical = new Int32Array(1024).fill(-1);
      merged.clear();
    },
  };
}
