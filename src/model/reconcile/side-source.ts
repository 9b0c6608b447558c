/** How far the reading of a side has come. */
export interface SideProgress {
  /** 0 to 1. */
  share: number;
  events: number;
}
