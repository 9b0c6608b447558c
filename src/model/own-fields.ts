/** The event's own fields a question may name beside its properties. */
export const OWN_FIELDS = ["$name", "$type", "$distinctId", "$userId", "$sessionId", "$source"] as const;
export type OwnField = (typeof OWN_FIELDS)[number];

export const isOwnField = (property: string): property is OwnField =>
  OWN_FIELDS.some((field) => field === property);
