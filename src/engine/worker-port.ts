/** The page's end of a port of a worker that is yet to start: what is posted to it waits. */
export function portOf(worker: Promise<Worker>): MessagePort {
  const { port1, port2 } = new MessageChannel();
  void worker.then((started) => started.postMessage(null, [port2]));
  return port1;
}

/** The worker's end of it. */
export const onPort = (take: (port: MessagePort) => void): void =>
  self.addEventListener("message", ({ ports: [port] }) => port && take(port), { once: true });
