/** The products whose exports are known, apart from what their rows mean: who only names one need not load that. */
export const SHAPE_NAMES = [
  "lochan",
  "amplitude",
  "posthog",
  "mixpanel",
  "ga4",
  "segment",
  "matomo",
  "umami",
  "server-log",
] as const;

export type ShapeName = (typeof SHAPE_NAMES)[number];
