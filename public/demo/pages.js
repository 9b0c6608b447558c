import { price, productOf, products, searchProducts } from "./catalogue.js";
import { drawing } from "./drawing.js";
import { h } from "./element.js";
import { addToBasket, facts, grid, newsletter, picture, track } from "./parts.js";
import { account, basket, checkout, thanks } from "./till-pages.js";

/** What stands under an address: `{ title?, content }`. `go` leads to another one. */
export function pageOf(name, query, go) {
  if (name === "" || name === "index.html") return home();
  if (name === "teas") return listing("Teas", "tea", query.get("kind"));
  if (name === "teaware") return listing("Teaware", "teaware");
  if (name === "search") return search(query.get("q") ?? "");
  if (name === "basket") return basket(go);
  if (name === "checkout") return checkout(go);
  if (name === "thanks") return thanks();
  if (name === "account") return account(go);
  if (name === "brewing") return brewing();
  const product = name.startsWith("p-") ? productOf(name.slice(2)) : undefined;
  return product ? detail(product) : missing();
}

function home() {
  const star = productOf("earl-of-the-loch");
  const some = ["smoky-lapsang", "gyokuro-shade", "one-cup-pot", "heather-camomile"].map(productOf);
  return {
    content: [
      h(
        "section",
        { class: "hero" },
        h(
          "div",
          {},
          h("p", { class: "eyebrow" }, "The autumn tins are in"),
          h("h1", {}, "Slow tea for short days."),
          h(
            "p",
            { class: "lead" },
            "Ten loose-leaf teas, three things to make them with, and nothing you have to hurry for.",
          ),
          h(
            "p",
            { class: "actions" },
            h(
              "a",
              { class: "button", href: "teas", "data-lochan": "hero_clicked", "data-lochan-target": "teas" },
              "See the teas",
            ),
            h(
              "a",
              {
                class: "quiet",
                href: "brewing",
                "data-lochan": "hero_clicked",
                "data-lochan-target": "brewing",
              },
              "How to brew",
            ),
          ),
        ),
        picture(star, { class: "art" }),
      ),
      h("h2", {}, "This week on the shelf"),
      grid(some, "home"),
      newsletter(),
    ],
  };
}

function listing(title, category, kind) {
  const all = products.filter((product) => product.category === category);
  const kinds = [...new Set(all.map((product) => product.kind))];
  const shown = kinds.includes(kind) ? all.filter((product) => product.kind === kind) : all;
  const filter = (label, to, current) =>
    h("a", { href: to, class: "chip", "aria-current": current ? "true" : undefined }, label);
  return {
    title,
    content: [
      h("h1", {}, title),
      category === "tea" &&
        h(
          "nav",
          { class: "chips", "aria-label": "Kinds" },
          filter("All", "teas", shown === all),
          kinds.map((name) => filter(name, `teas?kind=${name}`, name === kind)),
        ),
      grid(shown, title.toLowerCase(), "h2"),
    ].filter(Boolean),
  };
}

function detail(product) {
  track("product_viewed", facts(product));
  const related = products.filter((other) => other.kind === product.kind && other !== product).slice(0, 4);
  return {
    title: product.name,
    content: [
      h(
        "section",
        { class: "detail" },
        h("div", { class: "art" }, drawing(product)),
        h(
          "div",
          {},
          h("p", { class: "eyebrow" }, product.kind),
          h("h1", {}, product.name),
          h("p", { class: "lead" }, product.text),
          product.brew && h("p", {}, h("strong", {}, "Brew: "), product.brew),
          h(
            "p",
            { class: "price large" },
            price(product.price),
            h("small", {}, product.category === "tea" ? " for 100 g" : ""),
          ),
          h(
            "button",
            { type: "button", class: "button", on: { click: () => addToBasket(product, "product") } },
            "Add to basket",
          ),
        ),
      ),
      h("h2", {}, "You may also like"),
      grid(related, "related"),
    ],
  };
}

function search(query) {
  const found = searchProducts(query);
  track("searched", { query, results: found.length });
  return {
    title: "Search",
    content: [
      h("h1", {}, `“${query}”`),
      h(
        "p",
        { role: "status" },
        found.length === 0 ? "Nothing by that name. Try “smoky” or “green”." : `${found.length} found.`,
      ),
      grid(found, "search", "h2"),
    ],
  };
}

function brewing() {
  const steps = [
    ["Warm the pot", "Cold clay steals ten degrees. Swirl it with hot water and pour that away."],
    ["Weigh the leaf", "Two grams a cup, which is one scoop. More leaf and less time beats the reverse."],
    [
      "Mind the water",
      "Black wants it off the boil, green wants it patient. Let the kettle stand five minutes for sencha.",
    ],
    ["Pour it all", "The last drops are the best ones, and leaf left wet goes bitter."],
  ];
  return {
    title: "Brewing",
    content: [
      h("h1", {}, "A good cup, in four steps"),
      h(
        "ol",
        { class: "steps" },
        steps.map(([title, text]) => h("li", {}, h("h2", {}, title), h("p", {}, text))),
      ),
      newsletter(),
    ],
  };
}

function missing() {
  return {
    title: "Not here",
    content: [
      h("h1", {}, "That shelf is empty"),
      h("p", {}, h("a", { class: "button", href: "./" }, "Back to the shop")),
    ],
  };
}
