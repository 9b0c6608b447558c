import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import type { LochanStatus } from "../../src/snippet/api.ts";
import { snippetMarkup } from "../../src/snippet/stub.ts";
import { exportNdjson } from "./call-app.ts";

export interface TrackedSite {
  /** On localhost: another origin of the same site as the app. */
  sameSite: string;
  /** On 127.0.0.1: another site altogether. */
  crossSite: string;
  close: () => Promise<void>;
}

/** A site somebody else runs, with the snippet as Settings shows it on each of its pages. */
export async function serveTrackedSite(snippet: {
  origin: string;
  projectId: string;
  key: string;
  attributes?: string;
}): Promise<TrackedSite> {
  const markup = snippetMarkup(snippet).replace("<script async", `<script async ${snippet.attributes ?? ""}`);
  const server: Server = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(
      `<!doctype html><title>${request.url}</title><link rel="icon" href="data:,">${markup}<button data-lochan="bought" data-lochan-plan="pro">Buy</button>`,
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    sameSite: `http://localhost:${port}`,
    crossSite: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

type StoredEvent = {
  id: string;
  name: string;
  distinctId: string;
  userId?: string;
  sessionId?: string;
  source: string;
  properties: Record<string, unknown>;
};

/**
 * What the app has of a project, oldest first. How long a page was looked at depends on the machine:
 * its leaves are left out unless asked for.
 */
export async function storedEvents(
  app: Page,
  projectId: string,
  { leaves = false } = {},
): Promise<StoredEvent[]> {
  const lines = (await exportNdjson(app, projectId)).split("\n").filter((line) => line !== "");
  const events = lines.map((line) => JSON.parse(line) as StoredEvent & { timestamp: string });
  return events
    .filter(({ name }) => leaves || name !== "$page_leave")
    .sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
}

export const snippetStatus = (page: Page): Promise<LochanStatus> =>
  page.evaluate(async () => window.lochan!.status());

/** Resolves to `delivered`, or to why not. */
export const flush = (page: Page): Promise<string> =>
  page.evaluate(() =>
    window.lochan!.flush().then(
      () => "delivered",
      (error: Error) => error.message,
    ),
  );
