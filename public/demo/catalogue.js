/** Prices are in pence. `art` picks the drawing, `ink` and `paper` its colours. */
export const products = [
  tea(
    "smoky-lapsang",
    "Smoky Lapsang",
    "Black",
    980,
    "#3a2a26",
    "#e7b27a",
    "ember",
    "Pine-smoked leaf from Wuyi. Campfire on the nose, plums underneath.",
    "3 minutes at 95 °C",
  ),
  tea(
    "breakfast-no-4",
    "Breakfast No. 4",
    "Black",
    720,
    "#7c2d20",
    "#f6d9b8",
    "sun",
    "Assam with a little Kenya. Malty, brisk, takes milk without complaint.",
    "4 minutes at 98 °C",
  ),
  tea(
    "earl-of-the-loch",
    "Earl of the Loch",
    "Black",
    840,
    "#23395b",
    "#f1d58a",
    "wave",
    "Ceylon with cold-pressed bergamot and a few cornflowers.",
    "3 minutes at 95 °C",
  ),
  tea(
    "first-flush",
    "First Flush Darjeeling",
    "Black",
    1450,
    "#5b6f33",
    "#f3ecd2",
    "leaf",
    "Picked in March at 1,900 metres. Muscat, green almond, gone by summer.",
    "2½ minutes at 88 °C",
  ),
  tea(
    "gyokuro-shade",
    "Gyokuro in Shade",
    "Green",
    1890,
    "#1f4d3d",
    "#d9e7c4",
    "leaf",
    "Three weeks under straw. Sea air, sweet pea, no bitterness at 55 °C.",
    "2 minutes at 55 °C",
  ),
  tea(
    "sencha-everyday",
    "Everyday Sencha",
    "Green",
    890,
    "#3f6b4f",
    "#eef0cf",
    "wave",
    "The one the kettle goes on for. Grassy, bright, forgiving.",
    "1½ minutes at 75 °C",
  ),
  tea(
    "roasted-hojicha",
    "Roasted Hojicha",
    "Green",
    790,
    "#6d4a2f",
    "#f0dfc3",
    "ember",
    "Green leaf roasted until it smells of toast. Almost no caffeine.",
    "1 minute at 90 °C",
  ),
  tea(
    "jasmine-nights",
    "Jasmine Nights",
    "Green",
    1120,
    "#4a4e69",
    "#f2e9e4",
    "sun",
    "Scented with fresh blossom on seven evenings, then sifted clean.",
    "2 minutes at 80 °C",
  ),
  tea(
    "heather-camomile",
    "Heather & Camomile",
    "Herbal",
    680,
    "#7b5d86",
    "#f5e6cc",
    "sun",
    "Whole flowers, honeyed, for the hour after the dishes.",
    "5 minutes at 98 °C",
  ),
  tea(
    "bramble-mint",
    "Bramble & Mint",
    "Herbal",
    690,
    "#2f5d62",
    "#e4efe2",
    "leaf",
    "Bramble leaf, peppermint, a little liquorice root.",
    "5 minutes at 98 °C",
  ),
  ware(
    "one-cup-pot",
    "One-cup Pot",
    2800,
    "#24423a",
    "#e8dcc3",
    "pot",
    "Stoneware, 350 ml, with a strainer thrown into the spout.",
  ),
  ware(
    "evening-cup",
    "Evening Cup",
    1600,
    "#8a4b32",
    "#f2e3cf",
    "cup",
    "Unglazed outside, so it warms the hands and not the table.",
  ),
  ware(
    "leaf-scoop",
    "Leaf Scoop",
    900,
    "#5a4632",
    "#efe2c6",
    "scoop",
    "Cherry wood. One scoop is one cup, whatever the leaf.",
  ),
];

function tea(slug, name, kind, price, ink, paper, art, text, brew) {
  return { slug, name, kind, price, ink, paper, art, text, brew, category: "tea" };
}

function ware(slug, name, price, ink, paper, art, text) {
  return { slug, name, kind: "Teaware", price, ink, paper, art, text, category: "teaware" };
}

export const productOf = (slug) => products.find((product) => product.slug === slug);

export function searchProducts(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return products.filter((product) => {
    const text = `${product.name} ${product.kind} ${product.text}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const pounds = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" });
export const price = (pence) => pounds.format(pence / 100);
