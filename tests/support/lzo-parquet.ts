import { parquetWriteBuffer } from "hyparquet-writer";

/** A Parquet file whose codec nothing here unpacks, which its end alone says. */
export const lzoParquet = (): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: "id", data: Array.from({ length: 20 }, () => "same text"), type: "STRING" }],
      codec: "LZO",
      compressors: { LZO: (bytes) => bytes.slice(0, -1) },
    }) as ArrayBuffer,
  );
