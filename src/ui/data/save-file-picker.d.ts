/** Chromium's, not yet in TypeScript's library. */
interface Window {
  showSaveFilePicker?: (options?: {
    id?: string;
    suggestedName?: string;
    types?: { description?: string; accept: Record<string, string[]> }[];
  }) => Promise<FileSystemFileHandle>;
}
