import { choiceOf, price, products } from "./catalogue.js";
import { drawing } from "./drawing.js";
import { h } from "./element.js";
import { choiceFacts, productFacts } from "./events.js";
import { addToBasket, grid, lead, track, wishButton } from "./parts.js";

export function productPage(product) {
  let choice = product.choices[0];
  track("product_viewed", { ...productFacts(product), in_stock: choice.inStock });

  const art = h("div", { class: "art" });
  const cost = h("span", { class: "price large" });
  const stock = h("p", { class: "stock", role: "status" });
  const add = h("button", { type: "button", class: "button" }, "Add to basket");
  const show = () => {
    art.replaceChildren(drawing(product, choice));
    cost.textContent = price(choice.price);
    stock.replaceChildren(choice.inStock ? "In stock" : "Sold out in this choice");
    stock.classList.toggle("out", !choice.inStock);
  };
  const pick = ({ target }) => {
    choice = choiceOf(product, target.value);
    track("choice_changed", { ...choiceFacts(product, choice), in_stock: choice.inStock });
    show();
  };
  const ask = () => {
    track("back_in_stock_asked", choiceFacts(product, choice));
    stock.replaceChildren("We will tell you when it is back.");
  };
  add.addEventListener("click", () => {
    if (addToBasket(product, choice, "product")) return;
    stock.replaceChildren(
      "Sold out in this choice. ",
      h("button", { type: "button", class: "small", on: { click: ask } }, "Tell me when it is back"),
    );
  });
  show();

  const related = products.filter((other) => other.kind === product.kind && other !== product).slice(0, 4);
  return {
    content: [
      h(
        "section",
        { class: "detail" },
        art,
        h(
          "div",
          {},
          h("p", { class: "eyebrow" }, product.kind),
          h("h1", {}, product.name),
          lead(product.text),
          product.brew && h("p", {}, h("strong", {}, "Brew: "), product.brew),
          h(
            "fieldset",
            { class: "swatches", on: { change: pick } },
            h("legend", {}, product.choice),
            product.choices.map((each) =>
              h(
                "label",
                { class: each.inStock ? "swatch" : "swatch out" },
                h("input", { type: "radio", name: "choice", value: each.id, checked: each === choice }),
                product.category !== "tea" && h("span", { class: "dot", style: `background:${each.ink}` }),
                each.name,
              ),
            ),
          ),
          h("p", { class: "cost" }, cost),
          stock,
          h("p", { class: "actions" }, add, wishButton(product)),
        ),
      ),
      related.length > 0 && h("h2", {}, "You may also like"),
      grid(related, "related"),
    ],
  };
}
