import type { BatchColumns, PropertyColumn } from "../model/batch.ts";

type List = Uint8Array | Uint32Array | Float64Array;

const ALIGNMENT = 8;

/** A copy whose columns are views of one buffer: cloning, moving and storing cost by the buffer more than by the byte. */
export function inOneBuffer(columns: BatchColumns): BatchColumns {
  let bytes = 0;
  mapLists(columns, (list) => {
    bytes += aligned(list.byteLength);
    return list;
  });
  const buffer = new ArrayBuffer(bytes);
  let at = 0;
  return mapLists(columns, (list) => {
    const View = list.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => typeof list;
    const view = new View(buffer, at, list.length);
    view.set(list);
    at += aligned(list.byteLength);
    return view;
  });
}

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

function mapLists(columns: BatchColumns, map: <T extends List>(list: T) => T): BatchColumns {
  const { sentAt, importId } = columns;
  return {
    count: columns.count,
    uuids: map(columns.uuids),
    otherIds: columns.otherIds,
    timestamp: map(columns.timestamp),
    receivedAt: map(columns.receivedAt),
    ...(sentAt === undefined ? {} : { sentAt: map(sentAt) }),
    name: map(columns.name),
    distinct: map(columns.distinct),
    user: map(columns.user),
    session: map(columns.session),
    source: map(columns.source),
    ...(importId === undefined ? {} : { importId: map(importId) }),
    properties: columns.properties.map(({ key, text, numbers }): PropertyColumn => ({
      key,
      ...(text && { text: { ...(text.rows && { rows: map(text.rows) }), ordinals: map(text.ordinals) } }),
      ...(numbers && {
        numbers: { ...(numbers.rows && { rows: map(numbers.rows) }), values: map(numbers.values) },
      }),
    })),
  };
}
