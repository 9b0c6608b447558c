/** Undefined where it was cancelled. The browser may ask by itself whether the folder may be read, or written to. */
export async function pickFolder(
  options: { id: string; mode: "read" | "readwrite" } = { id: "lochan-watched", mode: "read" },
): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await window.showDirectoryPicker?.(options);
  } catch (error) {
    // Cancelled, or refused by the browser with words of its own.
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

/** None where it was cancelled. */
export function chooseFiles(): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.addEventListener("change", () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener("cancel", () => resolve([]), { once: true });
    input.click();
  });
}
