import * as v from "valibot";

const isHandle = (input: unknown): input is FileSystemHandle =>
  typeof input === "object" && input !== null && "isSameEntry" in input;

/** What a user lent, as the database gives it back. */
export const handleSchema = <Handle extends FileSystemHandle>(kind: Handle["kind"], words?: string) =>
  v.custom<Handle>((input) => isHandle(input) && input.kind === kind, words);
