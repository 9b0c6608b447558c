/**
 * Every event of the shop: what it means and what it carries. A property is written
 * `type description`, with `?` after the type where it may be missing. The tracking plan,
 * `tracking-plan.json`, is made of this.
 */
const PRODUCT = {
  product: "text Its name",
  kind: "text Black, Green, Herbal, Teaware or Gifts",
  price: "number In pounds, of the choice",
};
const CHOICE = { ...PRODUCT, choice: "text Its size or colour" };
const BASKET = { items: "number Things in the basket", total: "number In pounds, without delivery" };

const EVENTS = {
  page_view: ["A page was shown. Sent by the snippet.", {}],
  hero_clicked: ["A button of the first page's opening was pressed.", { target: "text Where it leads" }],
  filter_used: ["A list of products was narrowed to a kind.", { kind: "text The kind, or All" }],
  searched: [
    "Somebody searched.",
    { query: "text What was looked for", results: "number How many products were found" },
  ],
  product_viewed: [
    "A product's page was shown.",
    { ...PRODUCT, in_stock: "boolean Whether it can be bought" },
  ],
  choice_changed: [
    "Another size or colour was chosen.",
    { ...CHOICE, in_stock: "boolean Whether it can be bought" },
  ],
  added_to_basket: ["One thing more went into the basket.", { ...CHOICE, from: "text Which list or page" }],
  removed_from_basket: ["One thing was taken out of the basket.", CHOICE],
  out_of_stock: ["Somebody tried to buy what is sold out.", CHOICE],
  back_in_stock_asked: ["Somebody asks to be told when it is there again.", CHOICE],
  wish_added: ["A product was put on the wish list.", PRODUCT],
  wish_removed: ["A product was taken off the wish list.", PRODUCT],
  checkout_started: ["The first step of the checkout was shown.", BASKET],
  checkout_step_done: [
    "A step of the checkout was filled in right.",
    { ...BASKET, step: "text address, delivery or payment" },
  ],
  checkout_error: [
    "A step of the checkout was filled in wrong.",
    { step: "text address, delivery or payment", fields: "list Names of the fields, never what was typed" },
  ],
  payment_failed: [
    "A payment did not go through.",
    {
      reason: "text declined, or no-answer of the bank",
      payment: "text card or invoice",
      total: "number In pounds, with delivery",
    },
  ],
  order_placed: [
    "An order was placed.",
    {
      order: "text Its number",
      items: "number Things in it",
      total: "number In pounds, with delivery",
      delivery: "text post, courier or pick-up",
      payment: "text card or invoice",
      products: "list Names of the products",
      member: "boolean Whether the buyer is logged in",
    },
  ],
  signed_up: [
    "Somebody became a member.",
    { newsletter: "boolean Whether they take the letter", taste: "text Which kind they like" },
  ],
  logged_in: ["A member logged in.", {}],
  log_in_failed: ["A log-in was refused.", { reason: "text unknown or wrong-password" }],
  signed_out: ["A member signed out.", {}],
  newsletter_joined: ["Somebody asked for the monthly letter.", { from: "text Which page" }],
  not_found: ["An address was asked for that is no page.", { wanted: "text The address" }],
  client_error: [
    "A script of the shop failed.",
    { message: "text What the browser says", where: "text The script" },
  ],
  outbound_click: [
    "A link to another site was followed. Sent by the snippet.",
    { url: "text Where it leads" },
  ],
  download: ["A file was downloaded. Sent by the snippet.", { url: "text The file" }],
};

/** What simulated shoppers add to each event, and people never do. */
const SIMULATED = {
  simulated: "boolean? True for a simulated shopper",
  country: "text? Where a simulated shopper is",
};

/** A tracking plan as Lochan reads it. */
export const trackingPlan = () => ({
  lochan: "tracking-plan",
  version: 1,
  events: Object.entries(EVENTS).map(([name, [description, properties]]) => ({
    name,
    description,
    properties: Object.entries({ ...properties, ...SIMULATED }).map(([key, text]) => {
      const [type, ...words] = text.split(" ");
      return {
        key,
        type: type.replace("?", ""),
        required: !type.endsWith("?"),
        description: words.join(" "),
      };
    }),
  })),
});

export const inPounds = (pence) => Math.round(pence) / 100;

export const productFacts = (product, choice = product.choices[0]) => ({
  product: product.name,
  kind: product.kind,
  price: inPounds(choice.price),
});
export const choiceFacts = (product, choice) => ({ ...productFacts(product, choice), choice: choice.name });
export const basketFacts = (items, pence) => ({ items, total: inPounds(pence) });

export const orderFacts = ({ number, bought, pence, delivery, payment, member }) => ({
  order: number,
  ...basketFacts(
    bought.reduce((sum, { count }) => sum + count, 0),
    pence,
  ),
  delivery,
  payment,
  products: bought.map(({ product }) => product.name),
  member,
});
