export const ANNOTATION_LIMITS = {
  /** Of a project. */
  annotations: 500,
  length: 200,
} as const;

/** Something that happened, written at its time on the axis of charts. */
export interface Annotation {
  id: string;
  /** Epoch milliseconds. */
  time: number;
  /** What happened. */
  name: string;
  /** Epoch milliseconds. */
  createdAt: number;
  updatedAt: number;
}
