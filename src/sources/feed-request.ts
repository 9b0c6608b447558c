import { aborted, type FeedConnection, type FeedEnd, OPEN_WAIT_MS } from "./feed-connection.ts";

export type Answered =
  | { response: Response }
  /** `unreachable`: the server was not reached, or did not let this page read its answer. */
  | { end: FeedEnd; unreachable?: boolean };

/** Asks a feed's address; `signal` is heeded until it answers, its body is the caller's to end. Sends nothing that tells who asks, and follows no redirect. */
export async function request(
  connection: Pick<FeedConnection, "ports" | "signal">,
  url: string,
  init: { headers: Record<string, string>; cache: RequestCache },
): Promise<Answered> {
  const { signal } = connection;
  const opening = new AbortController();
  const timer = setTimeout(() => opening.abort(), OPEN_WAIT_MS);
  const stop = (): void => opening.abort();
  // Not AbortSignal.any: it would hold on to every request of a feed that runs for days.
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  let response: Response;
  try {
    response = await connection.ports.fetch(url, {
      ...init,
      signal: opening.signal,
      mode: "cors",
      credentials: "omit",
      redirect: "manual",
      referrerPolicy: "no-referrer",
    });
  } catch {
    if (signal.aborted) return { end: aborted };
    if (opening.signal.aborted) return { end: { error: "It did not answer within 30 seconds." } };
    if (await connection.ports.wasBlocked(url)) return { end: { blocked: true } };
    return { end: { error: UNREACHABLE }, unreachable: true };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400))
    return refuse(response, "It redirects elsewhere: give the address it leads to.");
  if (response.status === 204) return refuse(response, "It answers that there is nothing to send (204).");
  if (!response.ok) return refuse(response, `It answers ${response.status}${statusWords(response)}.`);
  return { response };
}

const UNREACHABLE = "It cannot be reached, or does not let this app read what it sends (CORS).";

function refuse(response: Response, error: string): Answered {
  void response.body?.cancel().catch(() => undefined);
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return { end: { error, ...(seconds > 0 ? { retryAfterMs: Math.min(86_400, seconds) * 1_000 } : {}) } };
}

const WORDS: Record<number, string> = {
  401: ", not authorised",
  403: ", forbidden",
  404: ", not found",
  429: ", too many requests",
};

const statusWords = ({ status }: Response): string => WORDS[status] ?? "";

/** Media type without its parameters. */
export const typeOf = (response: Response): string =>
  (response.headers.get("Content-Type") ?? "").split(";")[0]!.trim().toLowerCase();

/** How a body ended: `cut` where the connection broke or it is not over in time, `silent` where no byte came for too long. */
export type BodyEnd = "whole" | "cut" | "silent";

/**
 * Text of the body as it comes, for at most `limitMs`, each byte at most `silenceMs` after the one before.
 * Stops reading while `take` has not resolved, which is no silence.
 */
export async function readText(
  response: Response,
  signal: AbortSignal,
  take: (piece: string) => Promise<boolean>,
  { limitMs, silenceMs }: { limitMs?: number; silenceMs?: number } = {},
): Promise<BodyEnd> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "whole";
  const stop = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  let late: BodyEnd | undefined;
  const endIn = (ms: number | undefined, how: BodyEnd) =>
    ms === undefined
      ? undefined
      : setTimeout(() => {
          late = how;
          stop();
        }, ms);
  const timer = endIn(limitMs, "cut");
  const decoder = new TextDecoder();
  try {
    while (!signal.aborted) {
      const silence = endIn(silenceMs, "silent");
      const piece = await reader.read().catch(() => undefined);
      clearTimeout(silence);
      if (late !== undefined) return late;
      if (piece === undefined) return "cut";
      const text = piece.done ? decoder.decode() : decoder.decode(piece.value, { stream: true });
      if (!(await take(text)) || piece.done) return "whole";
    }
    return "whole";
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    stop();
  }
}
