import type { FolderTrouble } from "../model/folder.ts";

/** What a browser said when a folder was opened; undefined for a bug. */
export function troubleOf(error: unknown): FolderTrouble | undefined {
  if (!(error instanceof DOMException)) return undefined;
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return {
        kind: "permission",
        message: "The browser asks again before it lets Lochan read this folder.",
      };
    case "NotFoundError":
      return {
        kind: "missing",
        message: "The folder was moved, renamed or deleted, or its disk is not there.",
      };
    default:
      return { kind: "unreadable", message: `The browser cannot read this folder (${error.name}).` };
  }
}
