/** What admission does with an event; `erased` is one of an erased person or time, or older than the project keeps. */
export const FATE = { accepted: 0, duplicate: 1, erased: 2 } as const;
