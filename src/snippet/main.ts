import type { QueuedCall } from "./api.ts";
import type { Idle, IdleScript } from "./idle.ts";
import { startSnippet } from "./start-snippet.ts";

const script = document.currentScript as HTMLScriptElement | null;
const stub = window.lochan;
// A second tag on one page is ignored: `q` marks the stub.
if (script?.dataset["project"] && (!stub || stub.q))
  try {
    const load = () =>
      new Promise<Idle>((take, fail) => {
        const idle: IdleScript = document.createElement("script");
        idle.src = new URL("lochan-idle.js", script.src).href;
        idle.nonce = script.nonce;
        idle.take = take;
        idle.onerror = () => fail(Error("not-loaded"));
        document.head.append(idle);
      });
    const lochan = (window.lochan = startSnippet(script.dataset, load, script.src));
    const queue = stub?.q ?? [];
    const answer = ([method, args, resolve]: QueuedCall): void =>
      resolve(((method ? lochan[method as "page"] : lochan) as (...args: unknown[]) => unknown)(...args));
    queue.splice(0).forEach(answer);
    // Whoever still holds the stub is answered at once.
    queue.push = (call) => (answer(call), 0);
  } catch {
    // An attribute that is no address: nothing that goes wrong in here may reach the page.
  }
