import { toUuid } from "../line-id.ts";
import { sha256 } from "../sha256.ts";

/**
 * The id of an event by its product's own, in the product's namespace: a UUIDv8 of what identifies it
 * there, so that importing it again, or a file that overlaps, changes nothing.
 */
export const nameProductId = (product: string, ...parts: readonly (string | number)[]): string =>
  toUuid(sha256(JSON.stringify([product, ...parts])));
