/** An element as it stands in the file, or undefined where it is longer than the limit. */
export type JsonElement = string | undefined;

/** Keys of an object under which products put its list of events. */
const LISTS: ReadonlySet<string> = new Set(["batch", "events", "data", "rows", "results", "records"]);
const LONGEST_KEY = 32;

export interface JsonCutter {
  /** The elements that end in this piece. */
  take(piece: string): JsonElement[];
  /** Inside a list that an object holds. */
  isInList(): boolean;
  /** The last element, where nothing marked its end; `isWhole` is false where brackets are still open. */
  end(): { elements: JsonElement[]; isWhole: boolean };
}

const [QUOTE, BACKSLASH, COMMA, COLON, LF] = [0x22, 0x5c, 0x2c, 0x3a, 0x0a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/**
 * Cuts JSON into elements by its brackets and quotes, unparsed, wherever its pieces are cut: those of a list, of a list
 * inside an object under one of a few keys (`{"batch":[{…}]}`), or objects one after another. Memory is
 * bounded by `limit` characters and a piece. A string ends with its line, so that a missing quote costs no more than that.
 */
export function makeJsonCutter(limit: number): JsonCutter {
  /** What may still be needed: from the element, key or word that has begun. */
  let text = "";
  let at = 0;
  /** Of `text` in the file. */
  let offset = 0;
  let depth = 0;
  /** The depth at which elements stand: 0, 1 in a list, 2 in the list of an object. */
  let base = 0;
  /** In the file; -1 outside elements. */
  let start = -1;
  let isWord = false;
  let isString = false;
  let isEscaped = false;
  /** The element's last line ended inside a string: it is no JSON, whatever follows. */
  let isBroken = false;
  /** Of an object that may turn out to hold the list. */
  let stringStart = -1;
  let lastString = "";
  let key = "";
  let mayBeList = false;
  let elements: JsonElement[] = [];

  const emit = (end: number): void => {
    elements.push(end - start > limit ? undefined : text.slice(start - offset, end - offset));
    start = -1;
  };

  const openElement = (index: number): void => {
    start = offset + index;
  };

  /** In an object at the top, whose members tell whether it is an element or holds them. */
  const watchMember = (code: number, index: number): void => {
    if (isSpace(code)) return;
    if (mayBeList) {
      mayBeList = false;
      if (code === OPEN_OBJECT) {
        base = 2;
        openElement(index);
      }
      return;
    }
    if (depth !== 1) return;
    if (code === COLON) key = lastString;
    else if (code === COMMA) key = "";
    else if (code === OPEN_LIST) mayBeList = LISTS.has(key);
    lastString = "";
  };

  const takeInString = (code: number, index: number): void => {
    if (code === BACKSLASH) isEscaped = !isEscaped;
    else if (isEscaped && code !== LF) isEscaped = false;
    else if (code === QUOTE || code === LF) {
      isString = false;
      isEscaped = false;
      if (stringStart !== -1) {
        const from = stringStart - offset;
        lastString = index - from > LONGEST_KEY ? "" : text.slice(from + 1, index);
        stringStart = -1;
      }
      if (depth === base && start !== -1) emit(offset + index + 1);
      else isBroken = code === LF && start !== -1;
    }
  };

  const takeBetween = (code: number, index: number): void => {
    if (isSpace(code) || code === COMMA) return;
    if (code === CLOSE_LIST && depth === base && base > 0) {
      depth -= 1;
      base = 0;
    } else if (code === OPEN_LIST && depth === 0) {
      depth = 1;
      base = 1;
    } else {
      if (depth === base) openElement(index);
      if (code === OPEN_LIST || code === OPEN_OBJECT) depth += 1;
      else if (code === QUOTE) isString = true;
      else isWord = depth === base;
    }
  };

  /** Where a line begins that does not go on with a broken element, the element ends. */
  const endsBroken = (code: number, index: number): boolean => {
    if (isSpace(code) || code === COMMA) return false;
    isBroken = false;
    const isEnd = code === OPEN_OBJECT || (code === CLOSE_LIST && base > 0 && depth === base + 1);
    if (!isEnd) return false;
    depth = base;
    emit(offset + index);
    return true;
  };

  const takeInElement = (code: number, index: number): void => {
    if (isBroken && endsBroken(code, index)) {
      takeBetween(code, index);
      return;
    }
    if (code === QUOTE) {
      isString = true;
      if (base === 0 && depth === 1) stringStart = offset + index;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) depth += 1;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      depth -= 1;
      if (depth === base) emit(offset + index + 1);
    }
  };

  /** True where the character ends a word and is still to be taken. */
  const endsWord = (code: number, index: number): boolean => {
    const isEnd =
      code === COMMA || code === LF || code === CLOSE_LIST || code === OPEN_LIST || code === OPEN_OBJECT;
    if (!isEnd) return false;
    isWord = false;
    emit(offset + index);
    return true;
  };

  /**
   * Most characters stand inside elements: goes over them up to the one that ends the element, or that
   * the other functions are to take. With locals alone, several times faster than these.
   */
  const skipInElement = (): void => {
    const whole = text;
    const { length } = whole;
    let index = at;
    let level = depth;
    while (index < length) {
      const code = whole.charCodeAt(index);
      if (code === QUOTE) {
        let end = index + 1;
        for (; end < length; end++) {
          const inside = whole.charCodeAt(end);
          if (inside === QUOTE || inside === LF) break;
          if (inside === BACKSLASH && whole.charCodeAt(end + 1) !== LF) end += 1;
        }
        if (end >= length || whole.charCodeAt(end) === LF) break;
        index = end;
      } else if (code === OPEN_LIST || code === OPEN_OBJECT) level += 1;
      else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
        if (level - 1 === base || (base === 0 && level - 1 === 1)) break;
        level -= 1;
      }
      index += 1;
    }
    at = index;
    depth = level;
  };

  const scan = (): void => {
    for (; at < text.length; at++) {
      if (start !== -1 && depth > base && !isString && !isBroken && (base > 0 || depth > 1) && !mayBeList)
        skipInElement();
      if (at >= text.length) return;
      const code = text.charCodeAt(at);
      if (isString) {
        takeInString(code, at);
        continue;
      }
      if (isWord && !endsWord(code, at)) continue;
      // In an object that held a list, the rest of its members are no elements.
      const isRest = start === -1 && base === 0 && depth > 0;
      if (base === 0 && depth > 0) watchMember(code, at);
      if (isRest && base === 0) takeRest(code, at);
      else if (start === -1) takeBetween(code, at);
      else takeInElement(code, at);
    }
  };

  const takeRest = (code: number, index: number): void => {
    if (code === QUOTE) {
      isString = true;
      if (depth === 1) stringStart = offset + index;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) depth += 1;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
  };

  const forget = (): void => {
    let needed = offset + at;
    if (stringStart !== -1 && needed - stringStart <= LONGEST_KEY) needed = stringStart;
    if (start !== -1 && offset + at - start <= limit) needed = Math.min(needed, start);
    text = text.slice(needed - offset);
    at -= needed - offset;
    offset = needed;
  };

  const given = (): JsonElement[] => {
    const taken = elements;
    elements = [];
    return taken;
  };

  return {
    take(piece) {
      text += piece;
      scan();
      forget();
      return given();
    },
    isInList: () => base === 2,
    end() {
      if (isWord && depth === base) emit(offset + at);
      return { elements: given(), isWhole: depth === 0 && !isString };
    },
  };
}
