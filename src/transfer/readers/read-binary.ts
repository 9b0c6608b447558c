import type { Result } from "../../model/failure.ts";
import type { RowGroup } from "../row-group.ts";
import type { ReadOptions } from "./read-bytes.ts";

/** The rows of binary tables, whose readers are only loaded where there is such a file. `file` is unpacked. */
export async function* readBinary(
  container: "parquet" | "arrow",
  file: Blob,
  options: ReadOptions = {},
): AsyncGenerator<Result<RowGroup>, void, undefined> {
  switch (container) {
    case "parquet": {
      const { readParquet } = await import("./read-parquet.ts");
      yield* readParquet(file, options);
      return;
    }
    case "arrow": {
      const { readArrow } = await import("./read-arrow.ts");
      yield* readArrow(file, options);
    }
  }
}
