import { choiceOf, productOf } from "./catalogue.js";

const KEY = "glen-kettle";
const MOST_ORDERS = 20;

function read() {
  try {
    const {
      lines = {},
      wishes = [],
      members = [],
      member,
      orders = [],
    } = JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
    return { lines, wishes, members, member, orders };
  } catch {
    return { lines: {}, wishes: [], members: [], orders: [] };
  }
}

let kept = read();
const listeners = new Set();

function change(patch) {
  kept = { ...kept, ...patch };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {}
  for (const listener of listeners) listener();
}

export const onShopChange = (listener) => listeners.add(listener);

const keyOf = (product, choice) => `${product.slug}~${choice.id}`;

/** `[{ product, choice, count }]`, of products that still exist. */
export const lines = () =>
  Object.entries(kept.lines).flatMap(([key, count]) => {
    const [slug, id] = key.split("~");
    const product = productOf(slug);
    return product && count > 0 ? [{ product, choice: choiceOf(product, id), count: Number(count) }] : [];
  });
export const itemCount = () => lines().reduce((sum, { count }) => sum + count, 0);
/** In pence, without delivery. */
export const total = () => lines().reduce((sum, { choice, count }) => sum + choice.price * count, 0);
export const setCount = (product, choice, count) =>
  change({ lines: { ...kept.lines, [keyOf(product, choice)]: Math.max(0, count) } });
export const addOne = (product, choice) =>
  setCount(product, choice, (Number(kept.lines[keyOf(product, choice)]) || 0) + 1);

export const wishes = () => kept.wishes.map(productOf).filter(Boolean);
export const isWished = (product) => kept.wishes.includes(product.slug);
export const setWished = (product, wished) =>
  change({
    wishes: [...kept.wishes.filter((slug) => slug !== product.slug), ...(wished ? [product.slug] : [])],
  });

/** `{ id, name, email, taste, letter }` of who is logged in here. */
export const member = () => kept.member;
export const memberOf = (email) => kept.members.find((each) => each.email === email);
export const signUp = (next) =>
  change({
    member: next,
    members: [...kept.members.filter(({ email }) => email !== next.email), next],
  });
export const logIn = (next) => change({ member: next });
export const logOut = () => change({ member: undefined });

export const orders = () => kept.orders;
/** Keeps the order, `{ number, items, total, delivery }`, and empties the basket. */
export const keepOrder = (order) =>
  change({ orders: [order, ...kept.orders].slice(0, MOST_ORDERS), lines: {} });
