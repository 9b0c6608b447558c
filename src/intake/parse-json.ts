/** Undefined for what is no JSON; JSON has no undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A SyntaxError, or a RangeError where brackets are nested too deep.
    return undefined;
  }
}

/** The same of a file, in UTF-8. */
export const parseJsonBytes = (bytes: BufferSource): unknown => parseJson(new TextDecoder().decode(bytes));
