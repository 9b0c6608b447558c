import type { JSX } from "solid-js";
import { Article, CodeBlock, TermTable } from "./article.tsx";

export const FeedsHelp = (): JSX.Element => (
  <Article id="feeds" title="Live feeds">
    <p>
      A server of yours can send events as they happen. Add its address under Sources: Lochan asks whether it
      may reach it, shows what comes, and guesses which field is what. Rows are events as Lochan writes them,
      or any JSON whose fields you name.
    </p>
    <TermTable
      caption="Kinds of live feeds"
      words
      heads={["Kind", "What it reads", "How it goes on"]}
      rows={[
        [
          "Server-sent events",
          "text/event-stream, one JSON row, a list or lines in each event.",
          "Asks with the header Last-Event-ID. Allow it in Access-Control-Allow-Headers, or put {lastEventId} into the address.",
        ],
        [
          "WebSocket",
          "One JSON row, a list or lines in each message.",
          "{lastEventId} in the address or in the message sent on opening: the value of the field that says where to go on.",
        ],
        [
          "Asked again and again",
          "NDJSON, a JSON list, or an object with a list under events, data, items, results, rows or records; at most 16 MB.",
          "Asks with the ETag of what it has. {since} in the address is the time of the newest event.",
        ],
      ]}
    />
    <CodeBlock
      label="Example server that a feed can go on from"
      text={`import { createServer } from "node:http";

const sent = [];
createServer((request, response) => {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Access-Control-Allow-Headers", "Last-Event-ID");
  if (request.method === "OPTIONS") return response.end();
  response.setHeader("Content-Type", "text/event-stream");
  let next = Number(request.headers["last-event-id"] ?? 0);
  const timer = setInterval(() => {
    for (; next < sent.length; next++)
      response.write(\`id: \${next + 1}\\ndata: \${JSON.stringify(sent[next])}\\n\\n\`);
  }, 100);
  response.on("close", () => clearInterval(timer));
}).listen(8080);

sent.push({ name: "order", distinctId: "till-1", timestamp: Date.now(), properties: { total: 12 } });`}
    />
    <ul>
      <li>
        <strong>Only what you allow.</strong> No page of Lochan's can reach another address. A feed is read by
        a worker of its own, which the browser lets reach the origins you allowed and nothing else; redirects
        are not followed. This starts to work once the status bar says Offline ready. Turning a feed off takes
        the leave back.
      </li>
      <li>
        <strong>While Lochan is open.</strong> One tab reads, another takes over when it closes. After a
        pause, a lost connection or a closed browser the feed goes on after the last event that is stored, if
        its server can send what came meanwhile. A lost connection is tried again after some 3 seconds, then
        later and later, to half an hour, and at once when the network comes back. Server-sent events of which
        no byte comes for 5 minutes, or as long as you say, are connected again from the last id: have the
        server send a comment (a line that begins with a colon) now and then.
      </li>
      <li>
        <strong>Counted once.</strong> An event that comes with an id counts once. One without gets an id made
        of the feed, the id its server gave the row, and the row itself; a line of a document that is asked
        for again, one made of the line. What has neither counts each time it comes. A row without a time
        happened when it came; one in a document, when it was first seen there, as long as the document holds
        it: what was erased and is sent again stays out.
      </li>
      <li>
        <strong>Refused.</strong> A row that is no event, or is longer than 1 MB, is refused and counted with
        its reason, and the rest is kept.
      </li>
    </ul>
  </Article>
);
