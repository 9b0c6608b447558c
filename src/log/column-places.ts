/**
 * Calls back with every (place in a property part, index in the result) of the wanted rows, all
 * rows where `wanted` is undefined. `partRows` as in `PropertyColumn`.
 */
export function eachPlace(
  partRows: Uint32Array | undefined,
  count: number,
  wanted: readonly number[] | undefined,
  take: (place: number, index: number) => void,
): void {
  if (wanted === undefined) {
    const places = partRows?.length ?? count;
    for (let place = 0; place < places; place++) take(place, partRows?.[place] ?? place);
    return;
  }
  for (const [index, row] of wanted.entries()) {
    const place = partRows === undefined ? row : placeOf(partRows, row);
    if (place >= 0) take(place, index);
  }
}

function placeOf(rows: Uint32Array, row: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = rows[middle]!;
    if (found === row) return middle;
    if (found < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
