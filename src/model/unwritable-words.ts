/** Why a file or folder takes nothing, in words, by what the browser threw. */
export function unwritableWords(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: "", message: "" };
  switch (name) {
    case "QuotaExceededError":
      return "There is no space left on the disk.";
    case "NotFoundError":
      return "It is no longer there: it was moved, renamed or deleted, or its disk is not connected.";
    case "NotAllowedError":
    case "SecurityError":
      return "The browser does not let Lochan write there.";
    case "NoModificationAllowedError":
      return "It is locked: another tab or program is writing to it.";
    default:
      return message === "" ? "Its stream is closed." : message;
  }
}
