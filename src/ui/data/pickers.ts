/** Whether this browser lends pages folders, and files to write to. */
export const lendsFolders = (): boolean => window.showDirectoryPicker !== undefined;
export const lendsFiles = (): boolean => window.showSaveFilePicker !== undefined;

type FolderOptions = Parameters<NonNullable<Window["showDirectoryPicker"]>>[0];
type FileOptions = Parameters<NonNullable<Window["showSaveFilePicker"]>>[0];

/** Undefined where it was cancelled. The browser may ask by itself whether the folder may be read, or written to. */
export const pickFolder = (options: FolderOptions): Promise<FileSystemDirectoryHandle | undefined> =>
  picked(async () => window.showDirectoryPicker?.(options));

/** A file to write to; undefined where it was cancelled. Call it in the click: browsers ask for one. */
export const pickFile = (options: FileOptions): Promise<FileSystemFileHandle | undefined> =>
  picked(async () => window.showSaveFilePicker?.(options));

async function picked<Handle>(ask: () => Promise<Handle | undefined>): Promise<Handle | undefined> {
  try {
    return await ask();
  } catch (error) {
    // Cancelled, or refused by the browser with words of its own.
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
