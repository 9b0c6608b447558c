type OfKind<State extends { kind: string }, Kind> = Extract<State, { kind: Kind }>;

/** The state where it is of this kind, for a `Show` or a `Match`; undefined where it is of another. */
export const ofKind = <State extends { kind: string }, Kind extends State["kind"]>(
  state: State | undefined,
  kind: Kind,
): OfKind<State, Kind> | undefined => (state?.kind === kind ? (state as OfKind<State, Kind>) : undefined);
