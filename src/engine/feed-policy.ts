import { readFeedOrigins } from "../catalog/read-feed-origins.ts";

/** The script of the worker that reads feeds, as it is built. */
export const isFeedWorker = (path: string): boolean => /^\/assets\/live-feeds-[\w-]+\.js$/.test(path);

/**
 * The script with a policy of its own: it may reach the origins the user allowed for feeds and nothing
 * else, not even this one. A worker keeps the policy its script came with.
 */
export async function withFeedPolicy(script: Response): Promise<Response> {
  const origins = await readFeedOrigins();
  const headers = new Headers(script.headers);
  headers.set(
    "Content-Security-Policy",
    `default-src 'none'; script-src 'self'; connect-src ${origins.length === 0 ? "'none'" : origins.join(" ")}`,
  );
  return new Response(script.body, { status: script.status, statusText: script.statusText, headers });
}
