import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  moveInOrder,
  flowOnGrid,
  freePlace,
  GRID_COLUMNS,
  packGrid,
  placeOnGrid,
  type Placed,
} from "../../../src/model/grid.ts";

const item = (id: string, x: number, y: number, w: number, h: number): Placed => ({
  id,
  place: { x, y, w, h },
});
const told = (items: readonly Placed[]): string[] =>
  items.map(({ id, place: { x, y, w, h } }) => `${id} ${x},${y} ${w}x${h}`);

const BOARD = [item("a", 0, 0, 8, 4), item("b", 8, 0, 4, 4), item("c", 0, 4, 6, 3), item("d", 6, 4, 6, 3)];

test("what hangs in the air falls up, and what overlaps makes way", () => {
  expect(told(packGrid([item("a", 0, 5, 4, 2), item("b", 2, 6, 4, 2), item("c", 8, 9, 4, 1)]))).toEqual([
    "a 0,0 4x2",
    "c 8,0 4x1",
    "b 2,2 4x2",
  ]);
});

describe("a widget that is moved", () => {
  test("down by a row changes places with what is below", () => {
    expect(told(placeOnGrid(BOARD, "b", { x: 8, y: 1, w: 4, h: 4 }))).toEqual([
      "a 0,0 8x4",
      "c 0,4 6x3",
      "d 6,4 6x3",
      "b 8,7 4x4",
    ]);
    const stack = [item("a", 0, 0, 4, 3), item("b", 0, 3, 4, 5)];
    expect(told(placeOnGrid(stack, "a", { x: 0, y: 1, w: 4, h: 3 }))).toEqual(["b 0,0 4x5", "a 0,5 4x3"]);
    expect(told(placeOnGrid(stack, "b", { x: 0, y: 2, w: 4, h: 5 }))).toEqual(["b 0,0 4x5", "a 0,5 4x3"]);
  });

  test("over another one takes its place", () => {
    expect(told(placeOnGrid(BOARD, "d", { x: 0, y: 0, w: 6, h: 3 }))).toEqual([
      "d 0,0 6x3",
      "b 8,0 4x4",
      "a 0,3 8x4",
      "c 0,7 6x3",
    ]);
  });

  test("or made wider pushes what is in its way down", () => {
    expect(told(placeOnGrid(BOARD, "c", { x: 0, y: 4, w: 9, h: 3 }))).toEqual([
      "a 0,0 8x4",
      "b 8,0 4x4",
      "c 0,4 9x3",
      "d 6,7 6x3",
    ]);
  });

  test("stays inside the grid", () => {
    expect(told(placeOnGrid([item("a", 0, 0, 4, 2)], "a", { x: 11, y: -3, w: 40, h: 0 }))).toEqual([
      "a 0,0 12x1",
    ]);
  });
});

test("one is moved before or after its neighbour as they are read", () => {
  const order = (items: readonly Placed[]): string => items.map(({ id }) => id).join("");
  expect(order(moveInOrder(BOARD, "c", -1))).toBe("cabd");
  expect(order(moveInOrder(BOARD, "a", 1))).toBe("bacd");
  expect(told(moveInOrder(BOARD, "b", -1)).slice(0, 2)).toEqual(["b 0,0 4x4", "a 4,0 8x4"]);
  expect(order(moveInOrder(BOARD, "a", -1))).toBe("abcd");
  expect(order(moveInOrder(BOARD, "d", 1))).toBe("abcd");
  const stack = [item("a", 0, 0, 12, 3), item("b", 0, 3, 6, 5), item("c", 0, 8, 12, 2)];
  expect(order(moveInOrder(stack, "c", -1))).toBe("acb");
  expect(order(moveInOrder(stack, "a", 1))).toBe("bac");
});

test("a new one goes where the columns end first", () => {
  expect(freePlace(BOARD, { w: 4, h: 3 })).toEqual({ x: 0, y: 7, w: 4, h: 3 });
  expect(freePlace([item("a", 0, 0, 8, 4)], { w: 4, h: 3 })).toEqual({ x: 8, y: 0, w: 4, h: 3 });
  expect(freePlace([], { w: 12, h: 3 })).toEqual({ x: 0, y: 0, w: 12, h: 3 });
});

test("sizes flow into rows", () => {
  expect(
    flowOnGrid([
      [{ id: "a" }, 8, 4],
      [{ id: "b" }, 4, 6],
      [{ id: "c" }, 6, 1],
    ]),
  ).toEqual([item("a", 0, 0, 8, 4), item("b", 8, 0, 4, 6), item("c", 0, 6, 6, 1)]);
});

const places = fc
  .array(fc.record({ x: fc.nat(13), y: fc.nat(30), w: fc.nat(14), h: fc.nat(6) }), {
    minLength: 1,
    maxLength: 9,
  })
  .map((all) => all.map((place, at) => ({ id: String(at), place })));

test("whatever is moved, everything stays, inside, apart from all else and with nothing above it but what holds it", () => {
  fc.assert(
    fc.property(
      places,
      fc.nat(8),
      fc.record({ x: fc.nat(13), y: fc.nat(30), w: fc.nat(14), h: fc.nat(6) }),
      (all, at, to) => {
        const laid = placeOnGrid(packGrid(all), String(at % all.length), to);
        expect(laid.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
        const cells = laid.flatMap(({ place: { x, y, w, h } }) =>
          Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`),
        );
        expect(new Set(cells).size).toBe(cells.length);
        for (const { place } of laid) {
          expect(place.x + place.w).toBeLessThanOrEqual(GRID_COLUMNS);
          const above = Array.from({ length: place.w }, (_, n) => `${place.x + n},${place.y - 1}`);
          expect(place.y === 0 || above.some((cell) => cells.includes(cell))).toBe(true);
        }
        expect(packGrid(laid)).toEqual(laid);
      },
    ),
  );
});
