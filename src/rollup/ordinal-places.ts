const FREE = 0;

/** Numbers each place in order of first sight. Far faster than a Map for the few values of a bucket. */
export class OrdinalPlaces {
  #slots = new Uint32Array(256);
  #keys = new Uint32Array(128);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The ordinals met, by place; valid until the next is met. */
  get ordinals(): Uint32Array {
    return this.#keys.subarray(0, this.#count);
  }

  place(ordinal: number): number {
    const mask = this.#slots.length - 1;
    let slot = (Math.imul(ordinal, 0x9e37_79b1) >>> 7) & mask;
    for (;;) {
      const held = this.#slots[slot]!;
      if (held === FREE) break;
      if (this.#keys[held - 1] === ordinal) return held - 1;
      slot = (slot + 1) & mask;
    }
    if (this.#count === this.#keys.length) {
      this.#grow();
      return this.place(ordinal);
    }
    this.#keys[this.#count++] = ordinal;
    this.#slots[slot] = this.#count;
    return this.#count - 1;
  }

  clear(): void {
    this.#slots.fill(FREE);
    this.#count = 0;
  }

  #grow(): void {
    const keys = this.#keys;
    this.#keys = new Uint32Array(keys.length * 2);
    this.#slots = new Uint32Array(keys.length * 4);
    this.#count = 0;
    for (const key of keys) this.place(key);
  }
}
