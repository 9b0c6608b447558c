import { AMPLITUDE_SHAPE } from "./amplitude-shape.ts";
import { GA4_SHAPE } from "./ga4-shape.ts";
import { LOCHAN_SHAPE } from "./lochan-shape.ts";
import { MATOMO_SHAPE } from "./matomo-shape.ts";
import { MIXPANEL_SHAPE } from "./mixpanel-shape.ts";
import { POSTHOG_SHAPE } from "./posthog-shape.ts";
import { SEGMENT_SHAPE } from "./segment-shape.ts";
import { SERVER_LOG_SHAPE } from "./server-log-shape.ts";
import type { ShapeName } from "./shape-names.ts";
import type { ShapeKind } from "./shape.ts";
import { UMAMI_SHAPE } from "./umami-shape.ts";

/** Tried in this order: the first that recognises the rows has them. */
export const SHAPES = {
  lochan: LOCHAN_SHAPE,
  amplitude: AMPLITUDE_SHAPE,
  posthog: POSTHOG_SHAPE,
  mixpanel: MIXPANEL_SHAPE,
  ga4: GA4_SHAPE,
  segment: SEGMENT_SHAPE,
  matomo: MATOMO_SHAPE,
  umami: UMAMI_SHAPE,
  "server-log": SERVER_LOG_SHAPE,
} as const satisfies Record<ShapeName, ShapeKind>;

/** Which product wrote these rows, the first of a file; undefined where no product is known to. */
export function recogniseShape(rows: readonly unknown[]): ShapeName | undefined {
  const known = Object.entries(SHAPES).find(([, shape]) => rows.length > 0 && shape.recognise(rows));
  return known?.[0] as ShapeName | undefined;
}
