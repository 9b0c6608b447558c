/** `Sign Up`, `sign_up` and `$sign-up` are the same: case, accents, spaces and marks make no difference. */
export function foldText(text: string): string {
  const folded = text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "");
  return folded === "" ? text : folded;
}
