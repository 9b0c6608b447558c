/**
 * Prices are in pence; a product's own is that of its first choice. `art` picks the drawing, `ink` and
 * `paper` its colours.
 */
export const products = [
  tea("smoky-lapsang", "Smoky Lapsang", "Black", 980, "#3a2a26 #e7b27a", "ember", {
    text: "Pine-smoked leaf from Wuyi. Campfire on the nose, plums underneath.",
    brew: "3 minutes at 95 °C",
  }),
  tea("breakfast-no-4", "Breakfast No. 4", "Black", 720, "#7c2d20 #f6d9b8", "sun", {
    text: "Assam with a little Kenya. Malty, brisk, takes milk without complaint.",
    brew: "4 minutes at 98 °C",
  }),
  tea("earl-of-the-loch", "Earl of the Loch", "Black", 840, "#23395b #f1d58a", "wave", {
    text: "Ceylon with cold-pressed bergamot and a few cornflowers.",
    brew: "3 minutes at 95 °C",
  }),
  tea("first-flush", "First Flush Darjeeling", "Black", 1450, "#5b6f33 #f3ecd2", "leaf", {
    text: "Picked in March at 1,900 metres. Muscat, green almond, gone by summer.",
    brew: "2½ minutes at 88 °C",
    soldOut: ["250 g"],
  }),
  tea("gyokuro-shade", "Gyokuro in Shade", "Green", 1890, "#1f4d3d #d9e7c4", "leaf", {
    text: "Three weeks under straw. Sea air, sweet pea, no bitterness at 55 °C.",
    brew: "2 minutes at 55 °C",
    soldOut: ["50 g", "250 g"],
  }),
  tea("sencha-everyday", "Everyday Sencha", "Green", 890, "#3f6b4f #eef0cf", "wave", {
    text: "The one the kettle goes on for. Grassy, bright, forgiving.",
    brew: "1½ minutes at 75 °C",
  }),
  tea("roasted-hojicha", "Roasted Hojicha", "Green", 790, "#6d4a2f #f0dfc3", "ember", {
    text: "Green leaf roasted until it smells of toast. Almost no caffeine.",
    brew: "1 minute at 90 °C",
  }),
  tea("jasmine-nights", "Jasmine Nights", "Green", 1120, "#4a4e69 #f2e9e4", "sun", {
    text: "Scented with fresh blossom on seven evenings, then sifted clean.",
    brew: "2 minutes at 80 °C",
  }),
  tea("heather-camomile", "Heather & Camomile", "Herbal", 680, "#7b5d86 #f5e6cc", "sun", {
    text: "Whole flowers, honeyed, for the hour after the dishes.",
    brew: "5 minutes at 98 °C",
  }),
  tea("bramble-mint", "Bramble & Mint", "Herbal", 690, "#2f5d62 #e4efe2", "leaf", {
    text: "Bramble leaf, peppermint, a little liquorice root.",
    brew: "5 minutes at 98 °C",
  }),
  other("one-cup-pot", "One-cup Pot", "Teaware", 2800, "pot", {
    text: "Stoneware, 350 ml, with a strainer thrown into the spout.",
    choices: ["Moss #24423a #e8dcc3", "Ash #57606a #e6e4dc", "Rust #8a4b32 #f2e3cf"],
  }),
  other("evening-cup", "Evening Cup", "Teaware", 1600, "cup", {
    text: "Unglazed outside, so it warms the hands and not the table.",
    choices: ["Rust #8a4b32 #f2e3cf", "Slate #3d4a57 #e3e6e4", "Moss #24423a #e8dcc3"],
    soldOut: ["Slate"],
  }),
  other("leaf-scoop", "Leaf Scoop", "Teaware", 900, "scoop", {
    text: "One scoop is one cup, whatever the leaf.",
    choices: ["Cherry #5a4632 #efe2c6", "Walnut #3b2f2a #e9dccb"],
  }),
  other("tasting-box", "Tasting Box", "Gifts", 2400, "box", {
    text: "Six small tins: two black, two green, two to sleep on.",
    choices: ["Green ribbon #24423a #e4ead8", "Red ribbon #8c2f2b #f4e2d2"],
  }),
  other("year-of-tea", "A Year of Tea", "Gifts", 9600, "letters", {
    text: "A tin through the letter box on the first of every month, with a note on how to brew it.",
    choices: ["12 months #23395b #efe6cf", "6 months #7b5d86 #f3e8dc 5200"],
  }),
];

/** A choice of a product: `{ id, name, price, ink, paper, inStock }`. */
function tea(slug, name, kind, per100, colours, art, { text, brew, soldOut = [] }) {
  const [ink, paper] = colours.split(" ");
  const choices = [
    ["100 g", 1],
    ["50 g", 0.55],
    ["250 g", 2.3],
  ].map(([size, factor]) => ({
    id: idOf(size),
    name: size,
    price: Math.round((per100 * factor) / 10) * 10,
    ink,
    paper,
    inStock: !soldOut.includes(size),
  }));
  return {
    slug,
    name,
    kind,
    category: "tea",
    choice: "Size",
    price: per100,
    ink,
    paper,
    art,
    text,
    brew,
    choices,
  };
}

function other(slug, name, kind, price, art, { text, choices, soldOut = [] }) {
  const all = choices.map((line) => {
    const [, label, ink, paper, own] = /^(.+?) (#\w+) (#\w+)(?: (\d+))?$/.exec(line);
    return {
      id: idOf(label),
      name: label,
      price: Number(own ?? price),
      ink,
      paper,
      inStock: !soldOut.includes(label),
    };
  });
  const { ink, paper } = all[0];
  const category = kind.toLowerCase();
  return { slug, name, kind, category, choice: "Choose", price, ink, paper, art, text, choices: all };
}

function idOf(label) {
  return label.toLowerCase().replace(/\W+/g, "-");
}

export const productOf = (slug) => products.find((product) => product.slug === slug);

export const choiceOf = (product, id) =>
  product.choices.find((choice) => choice.id === id) ?? product.choices[0];

export function searchProducts(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return products.filter((product) => {
    const text = `${product.name} ${product.kind} ${product.text}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const pounds = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" });
export const price = (pence) => pounds.format(pence / 100);

export const DELIVERIES = [
  { id: "post", name: "By post", text: "two days", fee: 350 },
  { id: "courier", name: "By courier", text: "tomorrow before noon", fee: 790 },
  { id: "pick-up", name: "Pick up in the shop", text: "from four o'clock", fee: 0 },
];

export const TASTES = ["Black", "Green", "Herbal"];

/** The part of a page's title that is its own. Addresses are below the shop's. */
export const TITLES = {
  teas: "Teas",
  teaware: "Teaware",
  gifts: "Gifts",
  search: "Search",
  brewing: "Brewing",
  basket: "Basket",
  wishes: "Wish list",
  checkout: "Your address",
  "checkout-delivery": "Delivery",
  "checkout-payment": "Payment",
  thanks: "Thank you",
  account: "Your account",
  "sign-up": "Sign up",
  "log-in": "Log in",
  "back-room": "The back room",
};

export const SHOP = "Glen & Kettle";
export const fullTitle = (title) => (title === undefined ? SHOP : `${title} · ${SHOP}`);
