import { createEffect, createSignal, on, type Accessor } from "solid-js";
import { lastExportKey, parseLastExport, type LastExport } from "../../catalog/last-export.ts";
import type { EngineApi } from "../../engine/api.ts";
import { useLive } from "./live.ts";

/**
 * The last full export or backup of a project, read again once one was made; undefined until read. `last` is undefined
 * for one that was never exported as a whole.
 */
export function createLastExport(
  engine: EngineApi,
  projectId: Accessor<string>,
): Accessor<{ last: LastExport | undefined } | undefined> {
  const live = useLive();
  const [read, setRead] = createSignal<{ projectId: string; last: LastExport | undefined }>();
  createEffect(
    on([projectId, live.catalog], ([id]) => {
      void engine.setting(lastExportKey(id)).then((saved) => {
        if (saved.ok) setRead({ projectId: id, last: parseLastExport(saved.value) });
      });
    }),
  );
  return () => (read()?.projectId === projectId() ? read() : undefined);
}
