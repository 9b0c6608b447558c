import type { ReceiverMessage, SnippetBatch } from "../model/snippet-protocol.ts";

/** What a receiver says, or what stands for it; failures of a collector have kinds of their own. */
export type Answer = ReceiverMessage | { kind: "failed"; failure: { kind: string } };

const MOST_BYTES = 51_000;

/**
 * Posts as much of a batch as 51,000 bytes hold to a collector, and resolves to what a receiver
 * would answer: a 2xx is an ack of what was posted. One JSON object a line: the event as it was
 * kept, then `project`, `sentAt` and, but for custom events, `about`. The content type is the one
 * of text, which needs no preflight.
 */
export async function postBatch(
  url: string,
  project: string,
  { sentAt, events }: SnippetBatch,
  about: object = aboutBrowser(),
): Promise<Answer> {
  const ids: string[] = [];
  let body = "";
  let bytes = 0;
  for (const [id, json] of events) {
    const more = { project, sentAt, ...(!/^[^,]+,"type":"track"/.test(json) && about) };
    const line = `${json.slice(0, -1)},${JSON.stringify(more).slice(1)}\n`;
    bytes += new TextEncoder().encode(line).length;
    if (body && bytes > MOST_BYTES) break;
    body += line;
    ids.push(id);
  }
  let kind = "unreachable";
  try {
    // What is redirected arrives without its body.
    const { ok, status } = await fetch(url, { method: "POST", body, keepalive: true, redirect: "error" });
    if (ok) return { kind: "acked", ids, refused: [] };
    kind = `http-${status}`;
  } catch {}
  return { kind: "failed", failure: { kind } };
}

const aboutBrowser = (): object => ({
  userAgent: navigator.userAgent,
  language: navigator.language,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  screen: `${screen.width}x${screen.height}`,
});
