// An input that stands in no document may be collected while its user chooses, and never answers.
const asking = new Set<HTMLInputElement>();

/** Asks for files, one unless told otherwise; none where it was cancelled. Call it in the click. */
export function chooseFiles(
  how: Partial<Pick<HTMLInputElement, "accept" | "multiple" | "webkitdirectory">> = {},
): Promise<File[]> {
  const input = Object.assign(document.createElement("input"), { type: "file", ...how });
  asking.add(input);
  return new Promise<File[]>((resolve) => {
    input.addEventListener("change", () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener("cancel", () => resolve([]), { once: true });
    input.click();
  }).finally(() => asking.delete(input));
}
