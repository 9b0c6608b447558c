export const GRID_COLUMNS = 12;
/** Of a board, far more than its widgets can fill. */
export const MOST_ROWS = 2_000;

/** Where something lies on a grid of {@link GRID_COLUMNS} columns and as many rows as it takes, counted from 0. */
export interface Place {
  x: number;
  y: number;
  /** Columns and rows it takes, at least 1. */
  w: number;
  h: number;
}

export interface Placed {
  id: string;
  place: Place;
}

const overlap = (one: Place, other: Place): boolean =>
  one.x < other.x + other.w &&
  other.x < one.x + one.w &&
  one.y < other.y + other.h &&
  other.y < one.y + one.h;

/** As it is read: by row, then by column. */
const inOrder = <T extends Placed>(items: readonly T[]): T[] =>
  items.toSorted((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);

const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.round(value)));

/** Inside the grid. */
export function fitPlace({ x, y, w, h }: Place): Place {
  const wide = clamp(w, 1, GRID_COLUMNS);
  return {
    x: clamp(x, 0, GRID_COLUMNS - wide),
    y: clamp(y, 0, MOST_ROWS),
    w: wide,
    h: clamp(h, 1, MOST_ROWS),
  };
}

/**
 * Everything as high up as it gets without passing what is above it in its columns, in the order in which it is read. Nothing
 * overlaps after it, whatever was before.
 */
export function packGrid<T extends Placed>(items: readonly T[]): T[] {
  const packed: T[] = [];
  for (const item of inOrder(items)) {
    const place = pushDown(fitPlace(item.place), packed);
    while (place.y > 0 && isFree({ ...place, y: place.y - 1 }, packed)) place.y--;
    packed.push({ ...item, place });
  }
  return inOrder(packed);
}

const isFree = (place: Place, taken: readonly Placed[]): boolean =>
  !taken.some((each) => overlap(each.place, place));

function pushDown(place: Place, taken: readonly Placed[]): Place {
  const pushed = { ...place };
  while (!isFree(pushed, taken)) pushed.y++;
  return pushed;
}

/** One thing put elsewhere, or made larger or smaller; what it would cover makes way downwards. */
export function placeOnGrid<T extends Placed>(items: readonly T[], id: string, place: Place): T[] {
  const moved = items.find((item) => item.id === id);
  if (moved === undefined) return packGrid(items);
  const wanted = { ...moved, place: fitPlace(place) };
  const others = items.filter((item) => item !== moved);
  // Going down, what lies there goes up first, or what is moved would come back to where it was.
  const isDown = wanted.place.y > moved.place.y;
  const laid: T[] = isDown ? packGrid(others) : [wanted];
  for (const item of isDown ? [wanted] : inOrder(others))
    laid.push({ ...item, place: pushDown(item.place, laid) });
  return packGrid(laid);
}

/** Each on what is before it in its columns. */
function dropInOrder<T extends Placed>(items: readonly T[]): T[] {
  const laid: T[] = [];
  for (const item of items) {
    const column = { ...item.place, y: 0, h: Infinity };
    const ends = laid.flatMap(({ place }) => (overlap(place, column) ? [place.y + place.h] : []));
    laid.push({ ...item, place: { ...item.place, y: Math.max(0, ...ends) } });
  }
  return inOrder(laid);
}

/** One thing before the one that is read before it, or after the one that is read after it; as it is where there is none. */
export function moveInOrder<T extends Placed>(items: readonly T[], id: string, by: -1 | 1): T[] {
  const order = inOrder(items);
  const at = order.findIndex((item) => item.id === id);
  const [moved, other] = [order[at], order[at + by]];
  if (moved === undefined || other === undefined) return packGrid(items);
  if (moved.place.y !== other.place.y) {
    const dropped = dropInOrder(order.toSpliced(at, 1).toSpliced(at + by, 0, moved));
    if (dropped.findIndex((item) => item.id === id) !== at) return dropped;
    // In columns of its own it falls to where it was: it takes the other's place.
    const y = by < 0 ? other.place.y : other.place.y + other.place.h;
    const x = Math.min(other.place.x, GRID_COLUMNS - moved.place.w);
    return placeOnGrid(items, id, { ...moved.place, x, y });
  }
  // Beside one another they change sides, in the room both have.
  const [left, right] = by < 0 ? [moved, other] : [other, moved];
  const x = Math.min(moved.place.x, other.place.x);
  return packGrid(
    items.map((item) =>
      item.id === left.id
        ? { ...item, place: { ...left.place, x } }
        : item.id === right.id
          ? { ...item, place: { ...right.place, x: x + left.place.w } }
          : item,
    ),
  );
}

/** Room for something of this size where the columns end first. */
export function freePlace(items: readonly Placed[], { w, h }: Pick<Place, "w" | "h">): Place {
  const endOf = (x: number): number =>
    Math.max(
      0,
      ...items.flatMap(({ place }) =>
        overlap(place, { x, y: 0, w, h: Infinity }) ? [place.y + place.h] : [],
      ),
    );
  const starts = Array.from({ length: GRID_COLUMNS - w + 1 }, (_, x) => x);
  const x = starts.reduce((best, each) => (endOf(each) < endOf(best) ? each : best), 0);
  return { x, y: endOf(x), w, h };
}

/** Things of a width and a height, one after the other in rows, each as high as its highest. */
export function flowOnGrid<T extends object>(
  items: readonly (readonly [item: T, w: number, h: number])[],
): (T & { place: Place })[] {
  let [x, y, rowHeight] = [0, 0, 0];
  return items.map(([item, w, h]) => {
    if (x + w > GRID_COLUMNS) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const place = { x, y, w, h };
    x += w;
    rowHeight = Math.max(rowHeight, h);
    return { ...item, place };
  });
}
