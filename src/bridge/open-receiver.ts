import { openDatabase } from "../database/database.ts";
import { openFeedChannel } from "../feed/feed-channel.ts";
import { readBrowserContext } from "../intake/browser-context.ts";
import { makeSnippetReceiver, type SnippetReceiver } from "../intake/receive-snippet.ts";
import { guardAppender, makeSpaceGate } from "../intake/space-gate.ts";
import { makeSharedBuckets } from "../intake/token-bucket.ts";
import { makeAppender } from "../log/appender.ts";
import { type LiveSignal, makeLiveSignal } from "./live-signal.ts";
import { makeLabTeller, type TellLabs } from "./tell-labs.ts";

export interface OpenReceiver {
  receiver: SnippetReceiver;
  watching: LiveSignal;
  tellLabs: TellLabs;
}

/** This window as the other end of snippets: opens the database and the feed. With `breathe` long messages are read in stretches. */
export function openReceiver(signal: AbortSignal, breathe?: () => Promise<void>): OpenReceiver {
  const db = openDatabase();
  const feed = openFeedChannel({ signal });
  const watching = makeLiveSignal();
  feed.subscribe((message) => {
    if (message.kind === "beat") watching.heard();
  });
  const onArrived = (): void => feed.post({ version: 1, kind: "arrived" });
  const receiver = makeSnippetReceiver({
    db,
    append: guardAppender(makeAppender(db, { onArrived }), makeSpaceGate()).append,
    context: readBrowserContext(window),
    ownOrigin: location.origin,
    buckets: makeSharedBuckets(() => localStorage),
    ...(breathe && { breathe }),
  });
  return { receiver, watching, tellLabs: makeLabTeller(signal) };
}
