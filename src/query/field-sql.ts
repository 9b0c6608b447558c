import type { Loaded } from "../mirror/loader.ts";
import { isOwnField, type OwnField } from "../model/own-fields.ts";

/** Where the values of a property or own field are, over a `facts` row named `f`. */
export interface FieldSql {
  /** Ordinal, and the dictionary with its column of text. */
  text?: { ordinal: string; table: string; column: string };
  number?: string;
  /** Has `tag` and `num` beside the text. */
  isProperty: boolean;
}

const person = (ordinal: string) => ({ ordinal, table: "people", column: '"text"' });

const OWN: Record<OwnField, NonNullable<FieldSql["text"]>> = {
  $name: { ordinal: "f.name", table: "names", column: "name" },
  $type: { ordinal: "f.name", table: "names", column: "type" },
  $distinctId: person("f.distinct_"),
  $userId: person("f.user_"),
  $sessionId: { ordinal: "f.session_", table: "sessions", column: '"text"' },
  $source: { ordinal: "f.source", table: "vals", column: '"text"' },
};

export function fieldSql(property: string, loaded: Loaded): FieldSql {
  if (isOwnField(property)) return { text: OWN[property], isProperty: false };
  const found = loaded.layout.find(property);
  return {
    ...(found?.text !== undefined && { text: { ordinal: found.text, table: "vals", column: '"text"' } }),
    ...(found?.number !== undefined && { number: found.number }),
    isProperty: true,
  };
}
