import { itemCount, lines, setCount, total, wishes } from "./basket.js";
import { price } from "./catalogue.js";
import { emptyCup } from "./drawing.js";
import { h } from "./element.js";
import { choiceFacts } from "./events.js";
import { addToBasket, button, grid, lead, picture, track } from "./parts.js";

const nothing = (title, text) => [
  h("h1", {}, title),
  emptyCup(),
  lead(text),
  h("p", {}, button("See the teas", "teas")),
];

export function basketPage({ go }) {
  if (itemCount() === 0)
    return { content: nothing("Your basket is empty", "A good time to put the kettle on.") };
  const less = (product, choice, count) => {
    setCount(product, choice, count - 1);
    track("removed_from_basket", choiceFacts(product, choice));
    go("basket");
  };
  const more = (product, choice) => {
    addToBasket(product, choice, "basket");
    go("basket");
  };
  const step = (label, sign, click) =>
    h("button", { type: "button", class: "small", "aria-label": label, on: { click } }, sign);
  const row = ({ product, choice, count }) =>
    h(
      "li",
      { class: "line" },
      picture(product, { choice }),
      h(
        "div",
        {},
        h("a", { href: `p-${product.slug}` }, product.name),
        h("p", { class: "kind" }, choice.name),
      ),
      h(
        "div",
        { class: "counter" },
        step(`One ${product.name} less`, "−", () => less(product, choice, count)),
        h("span", {}, String(count)),
        step(`One ${product.name} more`, "+", () => more(product, choice)),
      ),
      h("span", { class: "price" }, price(choice.price * count)),
    );
  return {
    content: [
      h("h1", {}, "Your basket"),
      h("ul", { class: "lines" }, lines().map(row)),
      h("p", { class: "sum" }, "Together ", h("strong", {}, price(total()))),
      h(
        "p",
        { class: "actions end" },
        h("a", { class: "quiet", href: "teas" }, "Keep looking"),
        button("Check out", "checkout"),
      ),
    ],
  };
}

export function wishPage({ go }) {
  const list = wishes();
  if (list.length === 0)
    return { content: nothing("Nothing wished for yet", "The heart beside a product puts it here.") };
  return {
    content: [
      h("h1", {}, "Your wish list"),
      grid(list, "wishes", { heading: "h2", changed: () => go("wishes") }),
    ],
  };
}
