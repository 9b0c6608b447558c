import { idle, type IdleScript } from "./idle.ts";

(document.currentScript as IdleScript | null)?.take?.(idle);
