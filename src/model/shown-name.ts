/** The parts of a path, without those that go nowhere or up. */
export const segmentsOf = (name: string): string[] =>
  name.split(/[/\\]/).filter((part) => part !== "" && part !== "." && part !== "..");

const SHOWN_CHARACTERS = 200;

/**
 * A name that others gave a file, in an archive or when it was shared, to show and to write in a refusal: never a place. Without what climbs or begins at a root,
 * without control characters and marks that turn text around.
 */
export function toShownName(name: string): string {
  const shown = segmentsOf(name.replace(/^[A-Za-z]:/, ""))
    .join("/")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "");
  if (shown === "") return "a file without a name";
  // Cut inside a character, half of it would be left.
  return shown.length > SHOWN_CHARACTERS ? `…${shown.slice(-SHOWN_CHARACTERS).toWellFormed()}` : shown;
}
