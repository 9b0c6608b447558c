import { addOne, isWished, setWished } from "./basket.js";
import { price } from "./catalogue.js";
import { drawing, heart } from "./drawing.js";
import { h } from "./element.js";
import { choiceFacts, productFacts } from "./events.js";
import { email, field, form, wrongFields } from "./form.js";

// After the page event of the address that has just been opened.
export const track = (name, properties) => setTimeout(() => window.lochan(name, properties));

export const toast = (text) => {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => box.classList.remove("shown"), 3000);
};

/** Whether it was there to be added. */
export function addToBasket(product, choice, from) {
  if (!choice.inStock) {
    track("out_of_stock", choiceFacts(product, choice));
    toast(`${product.name}, ${choice.name}, is sold out.`);
    return false;
  }
  addOne(product, choice);
  track("added_to_basket", { ...choiceFacts(product, choice), from });
  toast(`${product.name} is in your basket.`);
  return true;
}

// The name beside it is the link for those who do not see the picture.
export const picture = (product, { choice, ...attributes } = {}) =>
  h(
    "a",
    { href: `p-${product.slug}`, "aria-hidden": "true", tabindex: "-1", ...attributes },
    drawing(product, choice),
  );

export function wishButton(product, changed = () => undefined) {
  const show = () => {
    button.setAttribute("aria-pressed", String(isWished(product)));
    button.setAttribute("aria-label", `${product.name} on the wish list`);
  };
  const toggle = () => {
    const wished = !isWished(product);
    setWished(product, wished);
    track(wished ? "wish_added" : "wish_removed", productFacts(product));
    show();
    changed();
  };
  const button = h("button", { type: "button", class: "wish", on: { click: toggle } }, heart());
  show();
  return button;
}

const card = (product, from, heading, changed) =>
  h(
    "article",
    { class: "card" },
    picture(product),
    h(heading, {}, h("a", { href: `p-${product.slug}` }, product.name)),
    h("p", { class: "kind" }, `${product.kind} · ${product.choices[0].name}`),
    h(
      "div",
      { class: "buy" },
      h("span", { class: "price" }, price(product.price)),
      wishButton(product, changed),
      h(
        "button",
        {
          type: "button",
          class: "small",
          "aria-label": `Add ${product.name} to the basket`,
          on: { click: () => addToBasket(product, product.choices[0], from) },
        },
        "Add",
      ),
    ),
  );

export const grid = (list, from, { heading = "h3", changed } = {}) =>
  h(
    "div",
    { class: "grid" },
    list.map((product) => card(product, from, heading, changed)),
  );

export const lead = (...text) => h("p", { class: "lead" }, ...text);

export const button = (label, href, attributes) => h("a", { class: "button", href, ...attributes }, label);

export function newsletter(from) {
  const box = h("section", { class: "letter", "aria-labelledby": "letter-title" });
  const join = (_data, element) => {
    if (wrongFields(element, { letter: email }).length > 0) return;
    track("newsletter_joined", { from });
    box.replaceChildren(
      h("h2", { id: "letter-title" }, "See you on the first"),
      h(
        "p",
        { role: "status" },
        "The letter would come now, were this not a demo. Your address was not kept.",
      ),
    );
  };
  box.append(
    h(
      "div",
      {},
      h("h2", { id: "letter-title" }, "A letter a month"),
      h("p", {}, "New harvests, old kettles, nothing else."),
    ),
    form(
      join,
      field("Your e-mail", { name: "letter", type: "email", autocomplete: "email" }),
      h("button", { class: "button" }, "Subscribe"),
    ),
  );
  return box;
}
