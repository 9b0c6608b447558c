import { compareText } from "../model/compare-text.ts";

/** Kinds of values seen under a property key, as bits. JSON null counts as no value. */
export const KIND = { text: 1, number: 2, boolean: 4, json: 8 } as const;

/** Tags of `m.main.vals`. */
export const TAG = { text: 0, boolean: 1, json: 2, none: 3 } as const;

/** Keys that get columns of their own; those seen later share the two maps. */
export const COLUMN_KEYS = 200;

const KIND_OF_TAG = [KIND.text, KIND.boolean, KIND.json, 0];

export interface Property {
  key: string;
  ordinal: number;
  /** Bits of {@link KIND}. */
  kinds: number;
  /** SQL for the `vals` ordinal and for the number, over a `facts` row named `f`. */
  text?: string;
  number?: string;
}

interface Slot {
  kinds: number;
  textColumn: boolean;
  numberColumn: boolean;
  overflow: boolean;
}

/** A slot as it is stored, by the ordinal of its key. */
export interface LayoutRow {
  key: number;
  kinds: number;
  text: boolean;
  number: boolean;
  overflow: boolean;
}

/**
 * Which columns hold which property keys, and what kinds of values were seen. A load works on a
 * fork, which takes the place of the original when the load has committed.
 */
export class PropertyLayout {
  #keys: string[] = [];
  #ordinals = new Map<string, number>();
  #slots: (Slot | undefined)[] = [];
  #columnKeys = 0;
  #mapText = false;
  #mapNumbers = false;

  fork(): PropertyLayout {
    const fork = new PropertyLayout();
    // Keys only grow, and one without a slot is not there yet: they can be shared.
    fork.#keys = this.#keys;
    fork.#ordinals = this.#ordinals;
    fork.#slots = this.#slots.map((slot) => slot && { ...slot });
    fork.#columnKeys = this.#columnKeys;
    fork.#mapText = this.#mapText;
    fork.#mapNumbers = this.#mapNumbers;
    return fork;
  }

  get keyCount(): number {
    return this.#keys.length;
  }

  addKeys(keys: readonly (string | null)[]): void {
    for (const key of keys) {
      if (key !== null) this.#ordinals.set(key, this.#keys.length);
      this.#keys.push(key ?? "");
    }
  }

  /** Makes room for values of a key; returns the DDL of columns that must be added to `facts`. */
  reserve(ordinal: number, part: "text" | "number"): { overflow: boolean; ddl: string[] } {
    let slot = this.#slots[ordinal];
    if (slot === undefined) {
      const overflow = this.#columnKeys >= COLUMN_KEYS;
      if (!overflow) this.#columnKeys++;
      slot = { kinds: 0, textColumn: false, numberColumn: false, overflow };
      this.#slots[ordinal] = slot;
    }
    const ddl: string[] = [];
    if (slot.overflow) {
      if (part === "text" && !this.#mapText) {
        this.#mapText = true;
        ddl.push("rest_text MAP(INTEGER, INTEGER)");
      }
      if (part === "number" && !this.#mapNumbers) {
        this.#mapNumbers = true;
        ddl.push("rest_numbers MAP(INTEGER, DOUBLE)");
      }
    } else if (part === "text" && !slot.textColumn) ddl.push(`p${ordinal} INTEGER`);
    else if (part === "number" && !slot.numberColumn) ddl.push(`n${ordinal} DOUBLE`);
    if (part === "text") slot.textColumn = true;
    else slot.numberColumn = true;
    return { overflow: slot.overflow, ddl };
  }

  sawTag(ordinal: number, tag: number): void {
    const slot = this.#slots[ordinal];
    if (slot) slot.kinds |= KIND_OF_TAG[tag] ?? 0;
  }

  sawNumber(ordinal: number): void {
    const slot = this.#slots[ordinal];
    if (slot) slot.kinds |= KIND.number;
  }

  /** Slots that are new here or differ from those of `before`. */
  changesSince(before: PropertyLayout): LayoutRow[] {
    return this.#slots.flatMap((slot, key) => {
      if (slot === undefined) return [];
      const { kinds, textColumn, numberColumn, overflow } = slot;
      const old = before.#slots[key];
      return old?.kinds === kinds && old.textColumn === textColumn && old.numberColumn === numberColumn
        ? []
        : [{ key, kinds, text: textColumn, number: numberColumn, overflow }];
    });
  }

  /** Takes slots as they were stored, into a layout that has none. */
  restore(rows: readonly LayoutRow[]): void {
    for (const { key, kinds, text, number, overflow } of rows) {
      this.#slots[key] = { kinds, textColumn: text, numberColumn: number, overflow };
      if (!overflow) this.#columnKeys++;
      else {
        this.#mapText ||= text;
        this.#mapNumbers ||= number;
      }
    }
  }

  /** Undefined for a key no event has. */
  find(key: string): Property | undefined {
    const ordinal = this.#ordinals.get(key);
    return ordinal === undefined ? undefined : this.#property(ordinal);
  }

  /** Every key some event has, in code unit order. */
  all(): Property[] {
    return this.#keys
      .flatMap((_, ordinal) => this.#property(ordinal) ?? [])
      .sort((a, b) => compareText(a.key, b.key));
  }

  #property(ordinal: number): Property | undefined {
    const slot = this.#slots[ordinal];
    const key = this.#keys[ordinal];
    if (slot === undefined || key === undefined) return undefined;
    const text = slot.overflow ? `f.rest_text[${ordinal}]` : `f.p${ordinal}`;
    const number = slot.overflow ? `f.rest_numbers[${ordinal}]` : `f.n${ordinal}`;
    return {
      key,
      ordinal,
      kinds: slot.kinds,
      ...(slot.textColumn ? { text } : {}),
      ...(slot.numberColumn ? { number } : {}),
    };
  }
}
