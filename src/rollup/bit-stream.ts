/** A run of ones this long says that the number follows as it is. */
const LONGEST_RUN = 24;
const ESCAPE = 2 ** LONGEST_RUN - 1;
const HALF = 16;

/** Numbers of any width one after another, least bit first. */
export class BitWriter {
  #bytes = new Uint8Array(4096);
  #length = 0;
  #held = 0;
  #bits = 0;

  /** `width` up to 24. */
  #short(value: number, width: number): void {
    this.#held |= value << this.#bits;
    this.#bits += width;
    while (this.#bits >= 8) {
      if (this.#length === this.#bytes.length) {
        const grown = new Uint8Array(this.#length * 2);
        grown.set(this.#bytes);
        this.#bytes = grown;
      }
      this.#bytes[this.#length++] = this.#held & 0xff;
      this.#held >>>= 8;
      this.#bits -= 8;
    }
  }

  /** An unsigned integer that fits `width` bits, at most 32. */
  bits(value: number, width: number): void {
    if (width <= HALF) this.#short(value, width);
    else {
      this.#short(value & 0xffff, HALF);
      this.#short(value >>> HALF, width - HALF);
    }
  }

  /**
   * An unsigned 32-bit integer as Rice wrote it: short where it is near `2 ** parameter`.
   * https://en.wikipedia.org/wiki/Golomb_coding
   */
  rice(value: number, parameter: number): void {
    const run = value >>> parameter;
    if (run >= LONGEST_RUN) {
      this.#short(ESCAPE, LONGEST_RUN);
      this.bits(value, 32);
      return;
    }
    this.#short((1 << run) - 1, run + 1);
    if (parameter > 0) this.bits(value & ((1 << parameter) - 1), parameter);
  }

  finish(): Uint8Array {
    if (this.#bits > 0) this.#short(0, 8 - this.#bits);
    return this.#bytes.slice(0, this.#length);
  }
}

/** Bits that one look at the bytes shows at least, wherever it begins. */
const SEEN = 25;

/** Reads what {@link BitWriter} wrote; past the end it throws a RangeError or gives zeros. */
export class BitReader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    const padded = new Uint8Array(bytes.length + 4);
    padded.set(bytes);
    this.#view = new DataView(padded.buffer);
  }

  bits(width: number): number {
    if (width > HALF) return (this.bits(HALF) | (this.bits(width - HALF) << HALF)) >>> 0;
    const at = this.#at;
    this.#at = at + width;
    return (this.#view.getUint32(at >>> 3, true) >>> (at & 7)) & ((1 << width) - 1);
  }

  rice(parameter: number): number {
    const at = this.#at;
    const word = this.#view.getUint32(at >>> 3, true) >>> (at & 7);
    const zeros = ~word;
    const run = 31 - Math.clz32(zeros & -zeros);
    if (zeros === 0 || run >= LONGEST_RUN) {
      this.#at = at + LONGEST_RUN;
      return this.bits(32);
    }
    const past = run + 1 + parameter;
    if (past <= SEEN) {
      this.#at = at + past;
      return (run << parameter) | ((word >>> (run + 1)) & ((1 << parameter) - 1));
    }
    this.#at = at + run + 1;
    return ((run << parameter) | this.bits(parameter)) >>> 0;
  }
}
