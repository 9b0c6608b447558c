/** The same numbers in an array that has room for `length`, zeros behind them. */
export function wider<T extends Uint8Array | Uint32Array | Int32Array | Float64Array>(
  values: T,
  length: number,
): T {
  const Typed = values.constructor as new (length: number) => T;
  const grown = new Typed(length);
  grown.set(values);
  return grown;
}
