/** What admission does with an event: a duplicate or one of an erased person stays out. */
export const FATE = { accepted: 0, duplicate: 1, erased: 2 } as const;
