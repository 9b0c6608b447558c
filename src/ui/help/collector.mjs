// node collector.mjs PORT FILE SITE, for example: node collector.mjs 8787 events.ndjson https://shop.example
import { appendFile } from "node:fs/promises";
import { createServer } from "node:http";

const [port = "8787", file = "events.ndjson", site = "*"] = process.argv.slice(2);

createServer(async (request, response) => {
  response.setHeader("Access-Control-Allow-Origin", site);
  if (request.method !== "POST") return response.writeHead(405).end();
  let text = "";
  try {
    for await (const part of request.setEncoding("utf8"))
      if ((text += part).length > 51_000) return response.writeHead(413).end();
    const receivedAt = Date.now();
    const lines = text.split("\n").filter(Boolean);
    const kept = lines.map((line) => `${JSON.stringify({ ...JSON.parse(line), receivedAt })}\n`);
    await appendFile(file, kept.join(""), { flush: true });
    response.writeHead(204).end();
  } catch (error) {
    response.writeHead(error instanceof SyntaxError ? 400 : 503).end();
  }
}).listen(Number(port));
