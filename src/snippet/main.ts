import { startSnippet } from "./start-snippet.ts";

const script = document.currentScript as HTMLScriptElement | null;
// A second tag on one page is ignored: `q` marks the stub.
if (script?.dataset["project"] && (!window.lochan || window.lochan.q)) startSnippet(script);
