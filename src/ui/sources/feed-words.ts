import {
  DEFAULT_POLL_SECONDS,
  type FeedKind,
  type FeedStatus,
  type FeedTime,
  type LiveFeed,
} from "../../model/live-feed.ts";
import type { Tone } from "../controls/badge.tsx";
import { durationText } from "../state/figures.ts";
import { formatCount } from "../state/format.ts";

export const KIND_WORDS: Record<FeedKind, string> = {
  sse: "Server-sent events",
  websocket: "WebSocket",
  poll: "Asked again and again",
};

export const TIME_WORDS: Record<FeedTime, string> = {
  iso: "Text, as 2026-11-29T08:00:00Z",
  milliseconds: "Milliseconds since 1970",
  seconds: "Seconds since 1970",
};

export const kindWords = (feed: LiveFeed): string =>
  feed.kind === "poll"
    ? `Asked every ${durationText((feed.pollSeconds ?? DEFAULT_POLL_SECONDS) * 1_000)}`
    : KIND_WORDS[feed.kind];

/** How a feed is doing, in a word or two. */
export function stateWords(
  feed: LiveFeed,
  status: FeedStatus | undefined,
  now: number,
): { tone: Tone; text: string } {
  if (feed.state === "off") return { tone: "plain", text: "Off" };
  if (feed.state === "paused") return { tone: "warn", text: "Paused" };
  switch (status?.phase) {
    case undefined:
      return { tone: "plain", text: "Starting" };
    case "connecting":
      return { tone: "plain", text: "Connecting" };
    case "connected":
      return { tone: "good", text: "Connected" };
    case "blocked":
      return { tone: "warn", text: "Waits for Offline ready" };
    case "waiting":
      return { tone: "bad", text: `Tries again ${inWords((status?.retryAt ?? now) - now)}` };
  }
}

const inWords = (ms: number): string => (ms < 1_000 ? "now" : `in ${durationText(ms)}`);

const oneDigit = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** `1,000 a second`, `6 a minute`. */
export function rateWords(rate: number): string {
  if (rate === 0) return "none now";
  return rate >= 1 ? `${formatCount(Math.round(rate))} a second` : `${oneDigit.format(rate * 60)} a minute`;
}
