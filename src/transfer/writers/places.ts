import { wider } from "../../model/wider.ts";

/** What was made of the ordinals of one dictionary; 0 where nothing was. */
export class Places {
  #places = new Int32Array(1024);

  at(ordinal: number): number {
    return ordinal < this.#places.length ? this.#places[ordinal]! : 0;
  }

  put(ordinal: number, place: number): void {
    if (ordinal >= this.#places.length)
      this.#places = wider(this.#places, Math.max(ordinal + 1, this.#places.length * 2));
    this.#places[ordinal] = place;
  }
}
