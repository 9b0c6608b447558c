import { chooseFiles } from "./choose-files.ts";

/** Of systems and editors, in every folder. */
const isHidden = (name: string): boolean =>
  name.startsWith(".") || name === "Thumbs.db" || name === "desktop.ini";

/**
 * The files of a drop, those in dropped folders too, by their paths. Must be called while the drop is handled: a
 * browser takes its items back after.
 */
async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const plain = [...transfer.files];
  if (!entries.some((entry) => entry?.isDirectory === true)) return plain;
  const files: File[] = [];
  const walk = async (entry: FileSystemEntry): Promise<void> => {
    if (isFileEntry(entry)) {
      const file = await new Promise<File | undefined>((resolve) =>
        entry.file(resolve, () => resolve(undefined)),
      );
      if (file !== undefined && !isHidden(file.name)) files.push(file);
      return;
    }
    if (!isFolderEntry(entry) || isHidden(entry.name)) return;
    const reader = entry.createReader();
    for (;;) {
      // A reader gives some at a time, none at the end.
      const some = await new Promise<FileSystemEntry[]>((resolve) =>
        reader.readEntries(resolve, () => resolve([])),
      );
      if (some.length === 0) return;
      for (const each of some.toSorted((a, b) => a.name.localeCompare(b.name))) await walk(each);
    }
  };
  for (const entry of entries) if (entry !== null) await walk(entry);
  return files;
}

const isFileEntry = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolderEntry = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** Asks for a folder and gives its files, by their paths; resolves to none where it was not chosen. */
export async function chooseFolder(): Promise<File[]> {
  const files = await chooseFiles({ webkitdirectory: true });
  return files
    .filter(({ name, webkitRelativePath }) => !isHidden(name) && !/(^|\/)\./.test(webkitRelativePath))
    .toSorted((a, b) => a.webkitRelativePath.localeCompare(b.webkitRelativePath));
}

/** Text that was pasted, as a file named by when, as clocks here show it. */
export function pastedFile(text: string, now: Date): File {
  const shown = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  const stamp = shown.toISOString().slice(0, 19).replaceAll(":", "").replace("T", "-");
  return new File([text], `pasted-${stamp}.txt`, { type: "text/plain" });
}

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;

/** Files that are dragged over the page, and dropped on it anywhere, until the signal aborts. */
export function onFileDrag(options: {
  signal: AbortSignal;
  /** Of now: where they are not taken the browser does with them what it likes. */
  takes: () => boolean;
  onOver: (over: boolean) => void;
  onFiles: (files: File[]) => void;
}): void {
  const { signal, takes, onOver, onFiles } = options;
  let leaving: ReturnType<typeof setTimeout> | undefined;
  const hover = (event: DragEvent): void => {
    if (!carriesFiles(event) || !takes()) return;
    event.preventDefault();
    clearTimeout(leaving);
    onOver(true);
  };
  window.addEventListener("dragenter", hover, { signal });
  window.addEventListener("dragover", hover, { signal });
  window.addEventListener(
    "dragleave",
    () => {
      // Crossing from one element to the next leaves the first.
      leaving = setTimeout(() => onOver(false), 60);
    },
    { signal },
  );
  window.addEventListener(
    "drop",
    (event) => {
      onOver(false);
      if (!carriesFiles(event) || event.dataTransfer === null || !takes()) return;
      event.preventDefault();
      void droppedFiles(event.dataTransfer).then(onFiles);
    },
    { signal },
  );
  signal.addEventListener("abort", () => clearTimeout(leaving), { once: true });
}
