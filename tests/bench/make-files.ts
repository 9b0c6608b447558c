import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { quoteCell } from "../../src/model/csv-cells.ts";
import { streamTraffic, type TrafficOptions } from "../support/web-traffic.ts";

type Drafts = ReturnType<typeof streamTraffic> extends Generator<infer Chunk> ? Chunk : never;

const FIELDS = ["id", "type", "name", "distinctId", "userId", "sessionId", "timestamp"] as const;

const csvLine = (event: Drafts[number]): string => {
  const cells = [...FIELDS.map((field) => String(event[field] ?? "")), JSON.stringify(event.properties)];
  return `${cells.map(quoteCell).join(",")}\r\n`;
};

export interface TrafficFiles {
  ndjson: string;
  ndjsonBytes: number;
  csv: string;
  csvBytes: number;
  remove(): Promise<void>;
}

/** The same events as NDJSON, for Lochan, and as CSV, for peers that read no JSON. */
export async function makeFiles(options: TrafficOptions): Promise<TrafficFiles> {
  const folder = await mkdtemp(join(tmpdir(), "lochan-bench-files-"));
  const [ndjson, csv] = [join(folder, "events.ndjson"), join(folder, "events.csv")];
  const write = async (
    path: string,
    head: string,
    toLine: (event: Drafts[number]) => string,
  ): Promise<number> => {
    const texts = function* () {
      yield head;
      for (const events of streamTraffic({ ...options, chunk: 5_000 })) yield events.map(toLine).join("");
    };
    await pipeline(Readable.from(texts()), createWriteStream(path));
    return (await stat(path)).size;
  };
  return {
    ndjson,
    ndjsonBytes: await write(ndjson, "", (event) => `${JSON.stringify(event)}\n`),
    csv,
    csvBytes: await write(csv, `${[...FIELDS, "properties"].join(",")}\r\n`, csvLine),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
