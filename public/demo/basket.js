import { productOf } from "./catalogue.js";

const KEY = "glen-kettle";

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { lines: kept.lines ?? {}, member: kept.member };
  } catch {
    return { lines: {} };
  }
}

let kept = read();
const listeners = new Set();

function write(next) {
  kept = next;
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {}
  for (const listener of listeners) listener();
}

export const onShopChange = (listener) => listeners.add(listener);

/** `[{ product, count }]`, of products that still exist. */
export const lines = () =>
  Object.entries(kept.lines)
    .map(([slug, count]) => ({ product: productOf(slug), count: Number(count) }))
    .filter(({ product, count }) => product && count > 0);
export const itemCount = () => lines().reduce((sum, { count }) => sum + count, 0);
export const total = () => lines().reduce((sum, { product, count }) => sum + product.price * count, 0);
export const setCount = (slug, count) =>
  write({ ...kept, lines: { ...kept.lines, [slug]: Math.max(0, count) } });
export const addOne = (slug) => setCount(slug, (Number(kept.lines[slug]) || 0) + 1);
export const empty = () => write({ ...kept, lines: {} });

/** `{ id, name }` of who signed up in this browser. */
export const member = () => kept.member;
export const setMember = (next) => write({ ...kept, member: next });
