import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { ConsoleApi } from "../../src/engine/console-api.ts";
import type { ImportSummary } from "../../src/engine/api.ts";
import type { Failure, Result } from "../../src/model/failure.ts";
import type { Answer } from "../../src/model/question.ts";
import { expect } from "./app-test.ts";

type Method = Exclude<keyof ConsoleApi, "import" | "export">;
type ValueOf<K extends Method> =
  Awaited<ReturnType<ConsoleApi[K]>> extends Result<infer Value> ? Value : never;

/** Calls the Console API of a page; arguments and result are JSON. */
export function tryCall<K extends Method>(
  page: Page,
  method: K,
  ...args: unknown[]
): Promise<Result<ValueOf<K>>> {
  return page.evaluate(
    ([name, list]) =>
      (window.lochanApp as unknown as Record<string, (...list: unknown[]) => Promise<never>>)[name]!(...list),
    [method, args] as const,
  );
}

/** As {@link tryCall}, for calls that must succeed. */
export async function call<K extends Method>(page: Page, method: K, ...args: unknown[]): Promise<ValueOf<K>> {
  const result = await tryCall(page, method, ...args);
  if (!result.ok) throw new Error(`${method}: ${result.failure.kind}: ${result.failure.message}`);
  return result.value;
}

export async function failureOf(page: Page, method: Method, ...args: unknown[]): Promise<Failure> {
  const result = await tryCall(page, method, ...args);
  if (result.ok) throw new Error(`${method} succeeded: ${JSON.stringify(result.value).slice(0, 300)}`);
  return result.failure;
}

/** What a counting question is answered. */
export const ask = async (page: Page, projectId: string, question: object): Promise<Answer> =>
  (await call(page, "ask", projectId, { version: 1, ...question })) as Answer;

/** Creates a project in UTC, unless told otherwise, and gives its id. */
export const createProject = async (page: Page, name: string, more: object = {}): Promise<string> =>
  (await call(page, "createProject", { name, timeZone: "UTC", ...more })).id;

export async function importBytes(
  page: Page,
  projectId: string,
  bytes: Uint8Array,
  fileName: string,
): Promise<Result<ImportSummary>> {
  return page.evaluate(
    ([project, base64, name]) => {
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      return window.lochanApp.import(project, new File([content], name));
    },
    [projectId, Buffer.from(bytes).toString("base64"), fileName] as const,
  );
}

export async function importFixture(page: Page, projectId: string, name: string): Promise<ImportSummary> {
  const result = await importBytes(page, projectId, await readFile(`tests/fixtures/${name}`), name);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

export async function exportNdjson(page: Page, projectId: string): Promise<string> {
  return page.evaluate(async (project) => {
    const result = await window.lochanApp.export(project, "ndjson");
    if (!result.ok) throw new Error(result.failure.message);
    return (await result.value?.text()) ?? "";
  }, projectId);
}

/** Drift 0: every stored bucket equals a recount of the log. */
export async function expectNoDrift(page: Page, projectId: string): Promise<void> {
  const report = await call(page, "verify", projectId);
  expect(report.differences).toEqual([]);
  expect(report.drift).toBe(0);
}

export interface Exported {
  id: string;
  distinctId: string;
  name: string;
  timestamp: string;
  properties: Record<string, unknown>;
}

export async function readExported(page: Page, projectId: string): Promise<Exported[]> {
  const lines = (await exportNdjson(page, projectId)).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Exported);
}

/** What the files of mirrors take, all together. */
export const mirrorFileBytes = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const sizeOf = async (folder: FileSystemDirectoryHandle): Promise<number> => {
      let bytes = 0;
      for await (const entry of folder.values())
        bytes +=
          entry.kind === "directory"
            ? await sizeOf(entry as FileSystemDirectoryHandle)
            : (await (entry as FileSystemFileHandle).getFile()).size;
      return bytes;
    };
    return sizeOf(await navigator.storage.getDirectory());
  });
