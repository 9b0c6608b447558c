import { addOne, empty, itemCount, lines, member, setCount, setMember, total } from "./basket.js";
import { price, productOf, products, searchProducts } from "./catalogue.js";
import { drawing } from "./drawing.js";
import { h } from "./element.js";

// After the page event of the address that has just been opened.
const track = (name, properties) => setTimeout(() => window.lochan(name, properties));

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

const toast = (text) => {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => box.classList.remove("shown"), 2400);
};

const facts = (product) => ({ product: product.name, kind: product.kind, price: product.price / 100 });

function addToBasket(product, from) {
  addOne(product.slug);
  track("added_to_basket", { ...facts(product), from });
  toast(`${product.name} is in your basket.`);
}

// The name beside it is the link for those who do not see the picture.
const picture = (product, attributes) =>
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

const grid = (list, from, heading = "h3") =>
  h(
    "div",
    { class: "grid" },
    list.map((product) => card(product, from, heading)),
  );

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

function newsletter() {
  return h(
    "section",
    { class: "letter" },
    h("h2", {}, "A letter a month"),
    h("p", {}, "New harvests, old kettles. Sign up and it is yours."),
    h("a", { class: "button", href: "account", "data-lochan": "newsletter_clicked" }, "Sign up"),
  );
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

function basket(go) {
  if (itemCount() === 0)
    return {
      title: "Basket",
      content: [
        h("h1", {}, "Your basket is empty"),
        h("p", {}, h("a", { class: "button", href: "teas" }, "See the teas")),
      ],
    };
  const change = (product, count, name) => {
    setCount(product.slug, count);
    track(name, facts(product));
    go("basket");
  };
  const row = ({ product, count }) =>
    h(
      "li",
      { class: "line" },
      picture(product),
      h(
        "div",
        {},
        h("a", { href: `p-${product.slug}` }, product.name),
        h("p", { class: "kind" }, product.kind),
      ),
      h(
        "div",
        { class: "counter" },
        h(
          "button",
          {
            type: "button",
            "aria-label": `One ${product.name} less`,
            on: { click: () => change(product, count - 1, "removed_from_basket") },
          },
          "−",
        ),
        h("span", {}, String(count)),
        h(
          "button",
          {
            type: "button",
            "aria-label": `One ${product.name} more`,
            on: { click: () => change(product, count + 1, "added_to_basket") },
          },
          "+",
        ),
      ),
      h("span", { class: "price" }, price(product.price * count)),
    );
  return {
    title: "Basket",
    content: [
      h("h1", {}, "Your basket"),
      h("ul", { class: "lines" }, lines().map(row)),
      h("p", { class: "sum" }, "Together ", h("strong", {}, price(total()))),
      h("p", { class: "actions" }, h("a", { class: "button", href: "checkout" }, "Check out")),
    ],
  };
}

const field = (label, attributes) =>
  h("label", {}, label, h("input", { required: true, autocomplete: "off", ...attributes }));

function checkout(go) {
  if (itemCount() === 0) return basket(go);
  const money = () => ({ items: itemCount(), total: total() / 100 });
  track("checkout_started", money());
  const place = (event) => {
    event.preventDefault();
    const delivery = new FormData(event.target).get("delivery");
    track("order_placed", { ...money(), delivery });
    empty();
    go("thanks");
  };
  return {
    title: "Check out",
    content: [
      h("h1", {}, "Check out"),
      h(
        "p",
        { class: "lead" },
        `${itemCount()} things, ${price(total())}. Anything you type here stays here; no input is ever recorded.`,
      ),
      h(
        "form",
        { class: "form", on: { submit: place } },
        field("Name", { name: "name", value: member()?.name ?? "" }),
        field("Town", { name: "town" }),
        h(
          "fieldset",
          {},
          h("legend", {}, "Delivery"),
          h(
            "label",
            { class: "choice" },
            h("input", { type: "radio", name: "delivery", value: "post", checked: true }),
            "By post, two days",
          ),
          h(
            "label",
            { class: "choice" },
            h("input", { type: "radio", name: "delivery", value: "pick-up" }),
            "Pick up in the shop",
          ),
        ),
        h("button", { class: "button" }, "Place the order"),
      ),
    ],
  };
}

function thanks() {
  return {
    title: "Thank you",
    content: [
      h("h1", {}, "Thank you. Put the kettle on."),
      h(
        "p",
        { class: "lead" },
        "Your order is not on its way, this being a demo; but it is on Lochan's dashboard.",
      ),
      h("p", {}, h("a", { class: "button", href: "teas" }, "Back to the teas")),
    ],
  };
}

function account(go) {
  const who = member();
  const leave = () => {
    window.lochan("signed_out");
    window.lochan.reset();
    setMember(undefined);
    go("account");
  };
  if (who)
    return {
      title: "Your account",
      content: [
        h("h1", {}, `Hello, ${who.name}`),
        h(
          "p",
          {},
          "Lochan knows this browser by the user id ",
          h("code", {}, who.id),
          " now. Your name was not sent.",
        ),
        h("p", {}, h("button", { type: "button", class: "button", on: { click: leave } }, "Sign out")),
      ],
    };
  const join = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const id = `member-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
    setMember({ id, name: String(form.get("name")).slice(0, 40) });
    window.lochan.identify(id, { newsletter: form.has("letter") });
    track("signed_up", { newsletter: form.has("letter") });
    go("account");
  };
  return {
    title: "Sign up",
    content: [
      h("h1", {}, "Sign up"),
      h("p", { class: "lead" }, "So that we know how you take it."),
      h(
        "form",
        { class: "form", on: { submit: join } },
        field("First name", { name: "name", maxlength: 40 }),
        h(
          "label",
          { class: "choice" },
          h("input", { type: "checkbox", name: "letter", checked: true }),
          "Send me the monthly letter",
        ),
        h("button", { class: "button" }, "Sign up"),
      ),
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
