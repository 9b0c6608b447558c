import * as Comlink from "comlink";
import { parseEvents } from "../intake/parse-event.ts";
import { makeBreather } from "../log/breathe.ts";
import { makeLocalEncoder } from "../log/local-events.ts";
import type { Result } from "../model/failure.ts";
import type { AppendOptions, AppendSummary, EngineApi } from "./api.ts";

const SLICE_EVENTS = 250;

/**
 * Appends as `EngineApi.append` does, but parses in the page, in slices, and moves columns to the
 * worker in place of copying objects, which would cost either side more than everything else.
 */
export async function appendMany(
  engine: Pick<EngineApi, "append" | "appendColumns">,
  projectId: string,
  input: readonly unknown[],
  options: AppendOptions = {},
): Promise<Result<AppendSummary>> {
  const breathe = makeBreather();
  const encoder = makeLocalEncoder(input.length);
  const parsing = { receivedAt: Date.now(), source: options.source ?? "api" };
  const refused: AppendSummary["refused"] = [];
  for (let first = 0; first < input.length; first += SLICE_EVENTS) {
    const parsed = parseEvents(input.slice(first, first + SLICE_EVENTS), parsing);
    for (const event of parsed.events) encoder.add(event);
    for (const event of parsed.refused) refused.push({ ...event, index: first + event.index + 1 });
    await breathe();
  }
  if (encoder.count === 0) return engine.append(projectId, input, options);
  const events = encoder.finish();
  const { until } = options;
  const moved = Comlink.transfer(events, [events.columns.uuids.buffer as ArrayBuffer]);
  const done = await engine.appendColumns(projectId, moved, until === undefined ? {} : { until });
  return done.ok ? { ok: true, value: { ...done.value, refused } } : done;
}
