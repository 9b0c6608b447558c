import { addOne } from "./basket.js";
import { price } from "./catalogue.js";
import { drawing } from "./drawing.js";
import { h } from "./element.js";

// After the page event of the address that has just been opened.
export const track = (name, properties) => setTimeout(() => window.lochan(name, properties));

const toast = (text) => {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => box.classList.remove("shown"), 2400);
};

export const facts = (product) => ({ product: product.name, kind: product.kind, price: product.price / 100 });

export function addToBasket(product, from) {
  addOne(product.slug);
  track("added_to_basket", { ...facts(product), from });
  toast(`${product.name} is in your basket.`);
}

// The name beside it is the link for those who do not see the picture.
export const picture = (product, attributes) =>
  h(
    "a",
    { href: `p-${product.slug}`, "aria-hidden": "true", tabindex: "-1", ...attributes },
    drawing(product),
  );

const card = (product, from, heading) =>
  h(
    "article",
    { class: "card" },
    picture(product),
    h(heading, {}, h("a", { href: `p-${product.slug}` }, product.name)),
    h("p", { class: "kind" }, product.kind),
    h(
      "div",
      { class: "buy" },
      h("span", { class: "price" }, price(product.price)),
      h(
        "button",
        {
          type: "button",
          "aria-label": `Add ${product.name} to the basket`,
          on: { click: () => addToBasket(product, from) },
        },
        "Add",
      ),
    ),
  );

export const grid = (list, from, heading = "h3") =>
  h(
    "div",
    { class: "grid" },
    list.map((product) => card(product, from, heading)),
  );

export function newsletter() {
  return h(
    "section",
    { class: "letter" },
    h("h2", {}, "A letter a month"),
    h("p", {}, "New harvests, old kettles. Sign up and it is yours."),
    h("a", { class: "button", href: "account", "data-lochan": "newsletter_clicked" }, "Sign up"),
  );
}
