import { fail, success, type Result } from "../model/failure.ts";
import type { AppendSummary, EngineApi, ImportSummary } from "./api.ts";

interface ExportOptions {
  /** Where the bytes go as they are made; without it the call resolves to a Blob. */
  to?: WritableStream<Uint8Array>;
  /** Half-open range of timestamps, epoch milliseconds. */
  from?: number;
  until?: number;
}

const unexpected = (error: unknown): Result<never> =>
  fail({
    kind: "query-failed",
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  });

/**
 * `window.lochanApp`: what scripts, tests and benchmarks use. Every call resolves to
 * `{ ok: true, value } | { ok: false, failure }` and none rejects, whatever it is given.
 */
export function makeConsoleApi(engine: EngineApi) {
  const guarded =
    <Args extends unknown[], T>(call: (...args: Args) => Promise<Result<T>>) =>
    async (...args: Args): Promise<Result<T>> => {
      try {
        return await call(...args);
      } catch (error) {
        return unexpected(error);
      }
    };

  return {
    projects: guarded(() => engine.projects()),
    createProject: guarded((input: unknown) => engine.createProject(input)),
    updateProject: guarded((projectId: string, patch: unknown) => engine.updateProject(projectId, patch)),
    deleteProject: guarded((projectId: string) => engine.deleteProject(projectId)),
    append: guarded((projectId: string, events: unknown): Promise<Result<AppendSummary>> =>
      engine.append(projectId, events),
    ),
    import: guarded(
      (
        projectId: string,
        file: unknown,
        options: { fileName?: string } = {},
      ): Promise<Result<ImportSummary>> => {
        if (!(file instanceof Blob))
          return Promise.resolve(fail({ kind: "invalid-input", message: "import needs a File or a Blob." }));
        const fileName = options.fileName ?? (file instanceof File ? file.name : "import.ndjson");
        return engine.importFile(projectId, file, { fileName });
      },
    ),
    export: guarded(
      async (
        projectId: string,
        format: string,
        options: ExportOptions = {},
      ): Promise<Result<Blob | null>> => {
        const { to: writable, from, until } = options;
        const exported = await engine.exportFile(projectId, format, {
          ...(from === undefined ? {} : { from }),
          ...(until === undefined ? {} : { to: until }),
        });
        if (!exported.ok || !writable) return exported;
        await exported.value.stream().pipeTo(writable);
        return success(null);
      },
    ),
    ask: guarded((projectId: string, question: unknown) => engine.ask(projectId, question)),
    sql: guarded((projectId: string, text: unknown, options?: { limit?: number }) =>
      engine.sql(projectId, text, options),
    ),
    status: guarded(() => engine.status()),
    verify: guarded((projectId: string) => engine.verify(projectId)),
    erase: guarded((projectId: string, what: unknown) => engine.erase(projectId, what)),
  };
}

export type ConsoleApi = ReturnType<typeof makeConsoleApi>;

declare global {
  interface Window {
    lochanApp: ConsoleApi;
  }
}
