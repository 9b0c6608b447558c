import { isRecord } from "../../model/is-record.ts";
import { parseEvent } from "../../intake/parse-event.ts";
import {
  type CollectedPlacer,
  isCollected,
  makeCollectedPlacer,
} from "../../intake/place-collected-event.ts";
import { makeBackupShape } from "./backup-shape.ts";
import type { Shape, ShapeKind } from "./shape.ts";
import { makeTableShape } from "./table-shape.ts";

const TEXT_TABLE: string = "csv";
const TABLES: ReadonlySet<string> = new Set([TEXT_TABLE, "parquet", "arrow"]);

/** Events as Lochan exports them, and lines the snippet posted to a collector. */
export const LOCHAN_SHAPE: ShapeKind = {
  words: "a Lochan export",
  recognise: (rows) =>
    rows.some(
      (row) =>
        isRecord(row) &&
        (typeof row["name"] === "string" || typeof row["type"] === "string") &&
        (typeof row["distinctId"] === "string" || typeof row["userId"] === "string") &&
        (row["timestamp"] ?? undefined) !== undefined &&
        row["messageId"] === undefined &&
        row["anonymousId"] === undefined,
    ),
  make({ container, otherProjects }) {
    if (container === "lochan") return makeBackupShape();
    return TABLES.has(container)
      ? makeTableShape({ isText: container === TEXT_TABLE })
      : makeLochanShape(makeCollectedPlacer(otherProjects));
  },
};

/** `placeCollected`: of a file that is read in parts, so that browsers are remembered. */
export const makeLochanShape = (placeCollected: CollectedPlacer = makeCollectedPlacer()): Shape => ({
  place: (row, options) => (isCollected(row) ? placeCollected(row, options) : parseEvent(row, options)),
});
