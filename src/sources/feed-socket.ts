import { fillAddress, fillGreeting, namesPosition } from "../model/live-feed.ts";
import { aborted, type FeedConnection, type FeedEnd, OPEN_WAIT_MS } from "./feed-connection.ts";
import { type FeedRow, ROW_LIMIT } from "./feed-rows.ts";

/** A WebSocket cannot be told to wait: past this it is closed, and opened again when they are stored. */
const WAITING_BYTES = 32 * 1024 * 1024;
/** What a message takes beside its text. */
const MESSAGE_BYTES = 100;
const TAKEN_AT_ONCE = 500;
const REASON_LENGTH = 100;

/** Reads a WebSocket until it closes; each message holds one row, a list of them, or lines. */
export async function readSocket(connection: FeedConnection): Promise<FeedEnd> {
  const { feed, ports, signal, lastEventId } = connection;
  const url = fillAddress(feed.url, lastEventId);
  let socket: WebSocket;
  try {
    socket = ports.openSocket(url);
  } catch {
    // A page served over https may not open ws://.
    return { error: "The browser does not open this address from here: try wss://." };
  }
  socket.binaryType = "arraybuffer";
  let rows: FeedRow[] = [];
  let bytes = 0;
  let isOpen = false;
  let tooFast = false;
  let isPumping = false;
  let pumping = Promise.resolve();

  async function pump(): Promise<void> {
    isPumping = true;
    while (rows.length > 0) {
      const taken = rows.slice(0, TAKEN_AT_ONCE);
      rows = rows.slice(TAKEN_AT_ONCE);
      for (const { text } of taken) bytes -= sizeOf(text);
      await connection.take(taken);
    }
    isPumping = false;
  }

  let stop: () => void = () => undefined;
  const closing = new Promise<CloseEvent | undefined>((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), OPEN_WAIT_MS);
    stop = () => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    socket.addEventListener("open", () => {
      clearTimeout(timer);
      isOpen = true;
      connection.onOpen();
      const { greeting } = feed;
      if (greeting === undefined || (namesPosition(greeting) && lastEventId === undefined)) return;
      socket.send(fillGreeting(greeting, lastEventId));
    });
    socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (tooFast || signal.aborted) return;
      const text = textOf(data);
      rows.push({ text });
      bytes += sizeOf(text);
      tooFast = bytes > WAITING_BYTES;
      if (tooFast) socket.close();
      if (isPumping) return;
      pumping = pump();
      pumping.catch(reject);
    });
    socket.addEventListener("close", (event) => {
      clearTimeout(timer);
      resolve(event);
    });
  });
  const closed = await closing.finally(() => {
    signal.removeEventListener("abort", stop);
    socket.close();
  });
  await pumping;
  if (signal.aborted) return aborted;
  if (tooFast) return { error: "It sent faster than could be stored, and was closed for a moment." };
  if (closed === undefined) return { error: "It did not answer within 30 seconds." };
  if (isOpen) return { error: `The connection ended${codeWords(closed)}.` };
  if (await ports.wasBlocked(url)) return { blocked: true };
  return { error: "It cannot be reached, or is no WebSocket." };
}

const sizeOf = (text: string | undefined): number => MESSAGE_BYTES + (text?.length ?? 0);

const decoder = new TextDecoder();

function textOf(data: unknown): string | undefined {
  if (data instanceof ArrayBuffer) return data.byteLength > ROW_LIMIT ? undefined : decoder.decode(data);
  return typeof data === "string" && data.length <= ROW_LIMIT ? data : undefined;
}

const codeWords = ({ code, reason }: CloseEvent): string =>
  reason === "" ? ` (code ${code})` : ` (code ${code}: ${reason.slice(0, REASON_LENGTH)})`;
