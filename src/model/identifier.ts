declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Position of an entry in the log, from 1, shared by all projects of the database. */
export type Sequence = Branded<number, "Sequence">;
export type ProjectId = Branded<string, "ProjectId">;
export type EventId = Branded<string, "EventId">;
/** Dense number of a string in one of a project's dictionaries, from 0. Never reused. */
export type Ordinal = Branded<number, "Ordinal">;

export const toSequence = (value: number): Sequence => value as Sequence;
export const toProjectId = (value: string): ProjectId => value as ProjectId;
export const toEventId = (value: string): EventId => value as EventId;
