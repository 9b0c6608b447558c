import { account, logInPage, signUpPage } from "./account-pages.js";
import { backRoom } from "./back-room.js";
import { basketPage, wishPage } from "./basket-pages.js";
import { productOf, products, searchProducts, TITLES } from "./catalogue.js";
import { addressStep, deliveryStep, paymentStep, thanks } from "./checkout-pages.js";
import { drawing, emptyCup } from "./drawing.js";
import { h } from "./element.js";
import { button, grid, lead, newsletter, picture, track } from "./parts.js";
import { productPage } from "./product-page.js";

const PAGES = {
  "": home,
  "index.html": home,
  teas: ({ query }) => listing("tea", query.get("kind")),
  teaware: () => listing("teaware"),
  gifts: () => listing("gifts"),
  search: ({ query }) => search(query.get("q") ?? ""),
  brewing,
  basket: basketPage,
  wishes: wishPage,
  checkout: addressStep,
  "checkout-delivery": deliveryStep,
  "checkout-payment": paymentStep,
  thanks,
  account,
  "sign-up": signUpPage,
  "log-in": logInPage,
  "back-room": backRoom,
};

/**
 * What stands under an address: `{ title?, content }`, or `{ redirect }` to another one. `go` leads
 * to an address, and shows the page anew where it is this one.
 */
export function pageOf(name, query, go) {
  if (Object.hasOwn(PAGES, name)) return { title: TITLES[name], ...PAGES[name]({ query, go }) };
  const product = name.startsWith("p-") ? productOf(name.slice(2)) : undefined;
  return product ? { title: product.name, ...productPage(product) } : missing(name);
}

function home() {
  const star = productOf("earl-of-the-loch");
  const some = ["smoky-lapsang", "gyokuro-shade", "one-cup-pot", "heather-camomile"].map(productOf);
  const hero = (label, href, look) =>
    h("a", { class: look, href, "data-lochan": "hero_clicked", "data-lochan-target": href }, label);
  const shelf = (label, href, slug) =>
    h(
      "a",
      { class: "shelf", href },
      h("span", { class: "shelf-art" }, drawing(productOf(slug))),
      h("span", {}, label),
    );
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
          lead("Ten loose-leaf teas, a few things to make them with, and nothing you have to hurry for."),
          h(
            "p",
            { class: "actions" },
            hero("See the teas", "teas", "button"),
            hero("How to brew", "brewing", "quiet"),
          ),
        ),
        picture(star, { class: "art" }),
      ),
      h("h2", {}, "This week on the shelf"),
      grid(some, "home"),
      h("h2", {}, "Look around"),
      h(
        "nav",
        { class: "shelves", "aria-label": "Shelves" },
        shelf("Teas", "teas", "sencha-everyday"),
        shelf("Teaware", "teaware", "one-cup-pot"),
        shelf("Gifts", "gifts", "tasting-box"),
      ),
      newsletter("home"),
    ],
  };
}

const LEADS = {
  tea: "Loose leaf, packed the week it is ordered.",
  teaware: "Thrown, turned and fired a short walk from the shop.",
  gifts: "For somebody who says they have everything.",
};

function listing(category, kind) {
  const all = products.filter((product) => product.category === category);
  const kinds = [...new Set(all.map((product) => product.kind))];
  const shown = kinds.includes(kind) ? all.filter((product) => product.kind === kind) : all;
  const filter = (label, href, current) =>
    h(
      "a",
      {
        href,
        class: "chip",
        "aria-current": current && "true",
        "data-lochan": "filter_used",
        "data-lochan-kind": label,
      },
      label,
    );
  const title = { tea: TITLES.teas, teaware: TITLES.teaware, gifts: TITLES.gifts }[category];
  return {
    content: [
      h("h1", {}, title),
      lead(LEADS[category]),
      kinds.length > 1 &&
        h(
          "nav",
          { class: "chips", "aria-label": "Kinds" },
          filter("All", "teas", shown === all),
          kinds.map((name) => filter(name, `teas?kind=${name}`, name === kind)),
        ),
      grid(shown, title.toLowerCase(), { heading: "h2" }),
    ],
  };
}

function search(query) {
  const found = searchProducts(query);
  track("searched", { query, results: found.length });
  return {
    content: [
      h("h1", {}, `“${query}”`),
      h("p", { role: "status" }, found.length === 0 ? "Nothing by that name." : `${found.length} found.`),
      found.length === 0 && emptyCup(),
      found.length === 0 &&
        h(
          "p",
          {},
          "Try ",
          h("a", { href: "search?q=smoky" }, "smoky"),
          ", ",
          h("a", { href: "search?q=green" }, "green"),
          " or ",
          h("a", { href: "search?q=cup" }, "cup"),
          ".",
        ),
      found.length === 0 && h("h2", {}, "Or what others take"),
      found.length === 0
        ? grid(["breakfast-no-4", "sencha-everyday", "evening-cup", "tasting-box"].map(productOf), "search")
        : grid(found, "search", { heading: "h2" }),
    ],
  };
}

const STEPS = [
  ["pot", "Warm the pot", "Cold clay steals ten degrees. Swirl it with hot water and pour that away."],
  [
    "leaf",
    "Weigh the leaf",
    "Two grams a cup, which is one scoop. More leaf and less time beats the reverse.",
  ],
  [
    "water",
    "Mind the water",
    "Black wants it off the boil, green wants it patient. Let the kettle stand five minutes for sencha.",
  ],
  ["pour", "Pour it all", "The last drops are the best ones, and leaf left wet goes bitter."],
];

function brewing() {
  return {
    content: [
      h("h1", {}, "A good cup, in four steps"),
      h(
        "nav",
        { class: "chips", "aria-label": "Steps" },
        STEPS.map(([id, title]) => h("a", { href: `brewing#${id}`, class: "chip" }, title)),
      ),
      h(
        "ol",
        { class: "steps" },
        STEPS.map(([id, title, text]) => h("li", { id }, h("h2", {}, title), h("p", {}, text))),
      ),
      h(
        "section",
        { class: "note" },
        h("h2", {}, "The chart for the kitchen door"),
        h("p", {}, "Every tea of ours with its water and its minutes, on one sheet."),
        h(
          "p",
          { class: "actions" },
          button("Download the chart (PDF)", "brewing-chart.pdf", { download: true }),
          h(
            "a",
            { class: "quiet", href: "https://en.wikipedia.org/wiki/Tea", target: "_blank", rel: "noopener" },
            "Read about tea on Wikipedia",
          ),
        ),
      ),
      newsletter("brewing"),
    ],
  };
}

function missing(name) {
  track("not_found", { wanted: name.slice(0, 100) });
  return {
    title: "Not here",
    content: [
      h("h1", {}, "That shelf is empty"),
      emptyCup(),
      lead("There is no page under this address. It may have been drunk."),
      h("p", {}, button("Back to the shop", "./")),
    ],
  };
}
