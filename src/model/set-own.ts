/** Any key is one like another, `__proto__` too; much faster than making an object of entries. */
export function setOwn<Value>(target: Record<string, Value>, key: string, value: NoInfer<Value>): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else target[key] = value;
}
