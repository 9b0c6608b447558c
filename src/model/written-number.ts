/** The number whose JSON text is exactly this, if there is one. */
export function numberWrittenAs(text: string): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) && String(value) === text ? value : undefined;
}
