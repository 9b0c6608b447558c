import { DELIVERIES, fullTitle, price, products, searchProducts, TITLES } from "../catalogue.js";
import { basketFacts, choiceFacts, inPounds, orderFacts, productFacts } from "../events.js";
import { makeRandom } from "./random.js";

const utm = (source, medium, campaign) => ({
  utm_source: source,
  utm_medium: medium,
  utm_campaign: campaign,
});

/** Where visits come from: the address it links to, what it is tagged with, and who referred. */
const SOURCES = [
  [{ name: "by its address" }, 26],
  [{ name: "from Google", referrer: "https://www.google.com/" }, 24],
  [{ name: "from DuckDuckGo", referrer: "https://duckduckgo.com/" }, 6],
  [{ name: "from a tea blog", referrer: "https://leaves-and-water.example/" }, 8],
  [{ name: "from the letter", tags: utm("letter", "email", "autumn-tins") }, 13],
  [
    {
      name: "from a post",
      tags: utm("mastodon", "social", "autumn-tins"),
      referrer: "https://mastodon.social/",
    },
    9,
  ],
  [
    {
      name: "from an advertisement",
      tags: utm("google", "cpc", "gifts"),
      referrer: "https://www.google.com/",
    },
    8,
  ],
];

const FIRST = [
  ["bounce", 26],
  ["browse", 27],
  ["search", 14],
  ["abandon", 12],
  ["buy", 11],
  ["join", 7],
  ["trouble", 5],
];
const LATER = [
  ["bounce", 8],
  ["browse", 26],
  ["search", 16],
  ["abandon", 14],
  ["buy", 24],
  ["join", 6],
  ["trouble", 4],
];

const FOUND = ["smoky", "green", "cup", "mint", "jasmine", "pot", "darjeeling", "honeyed"];
const NOT_FOUND = ["coffee", "matcha", "decaf", "sugar", "rooibos"];
const MISTYPED = ["sale", "p-matcha", "teas-old", "gift-cards"];
const FAILURES = [
  ["Cannot read properties of undefined (reading 'price')", "product-page.js"],
  ["NetworkError when attempting to fetch resource.", "basket.js"],
  ["The timer was set to no time at all.", "back-room.js"],
];

const MINUTE_MS = 60_000;

/**
 * What a shopper does on their `visit`th visit, in order: `{ afterMs, call, name?, properties }`, with
 * the time they take for it before. `call` is the snippet's: track, page, identify or reset.
 * `known` says that they became a member before, `loggedIn` that they still are logged in. The same of
 * all these are the same steps.
 */
export function planVisit(shopper, visit, { base, known = false, loggedIn = false }) {
  const random = makeRandom(`${shopper.seed} visit ${shopper.number}.${visit}`);
  const source = random.weigh(SOURCES);
  const kind = random.weigh(visit === 0 ? FIRST : LATER);
  const steps = [];
  let afterMs = 0;
  let address = new URL(base);
  let referrer = source.referrer;
  let joined = known;
  let member = loggedIn;
  const basket = [];

  const think = (fromSeconds, toSeconds) => {
    afterMs += 1000 * (fromSeconds + (toSeconds - fromSeconds) * random.next() ** 2);
  };
  const add = (call, name, properties) => {
    steps.push({ afterMs: Math.round(afterMs), call, name, properties: { ...properties, ...shopper.every } });
    afterMs = 0;
  };
  const act = (name, properties = {}) => add("track", name, { path: address.pathname, ...properties });
  const open = (target, title = TITLES[target]) => {
    address = new URL(target, base);
    if (steps.length === 0)
      for (const [key, value] of Object.entries(source.tags ?? {})) address.searchParams.set(key, value);
    add("page", undefined, {
      url: address.href,
      title: fullTitle(title),
      ...(referrer && { referrer }),
      ...shopper.page,
    });
    referrer = address.href;
    think(3, 25);
  };
  const total = () => basket.reduce((sum, { choice, count }) => sum + choice.price * count, 0);
  const count = () => basket.reduce((sum, line) => sum + line.count, 0);
  const facts = () => basketFacts(count(), total());

  const liked = () => {
    const own = products.filter((product) => product.kind === shopper.taste);
    return random.pick(random.chance(0.6) ? own : products);
  };
  const land = () =>
    random.weigh([
      ["home", 5],
      ["list", 3],
      ["product", 3],
    ]);
  const home = () => {
    open("./", undefined);
    if (random.chance(0.3)) act("hero_clicked", { target: random.pick(["teas", "brewing"]) });
  };
  const list = () => {
    const target = random.weigh([
      ["teas", 6],
      ["teaware", 2],
      ["gifts", 2],
    ]);
    open(target);
    if (target === "teas" && random.chance(0.4)) act("filter_used", { kind: shopper.taste });
    return target;
  };
  const look = (product) => {
    open(`p-${product.slug}`, product.name);
    act("product_viewed", { ...productFacts(product), in_stock: product.choices[0].inStock });
    if (random.chance(0.12)) act("wish_added", productFacts(product));
    let choice = product.choices[0];
    if (random.chance(0.35)) {
      choice = random.pick(product.choices);
      act("choice_changed", { ...choiceFacts(product, choice), in_stock: choice.inStock });
      think(2, 8);
    }
    return { product, choice };
  };
  const put = ({ product, choice }, from = "product") => {
    if (!choice.inStock) {
      act("out_of_stock", choiceFacts(product, choice));
      think(2, 6);
      if (random.chance(0.5)) return act("back_in_stock_asked", choiceFacts(product, choice));
      return put({ product, choice: product.choices[0] }, from);
    }
    act("added_to_basket", { ...choiceFacts(product, choice), from });
    basket.push({ product, choice, count: 1 });
  };
  const fill = () => {
    for (
      let left = random.weigh([
        [1, 5],
        [2, 3],
        [3, 2],
      ]);
      left > 0 || basket.length === 0;
      left--
    ) {
      if (random.chance(0.4)) list();
      put(look(liked()));
    }
    open("basket");
    if (basket.length > 1 && random.chance(0.2)) {
      const { product, choice } = basket.pop();
      act("removed_from_basket", choiceFacts(product, choice));
    }
  };
  const seek = () => {
    const query = random.pick(random.chance(0.75) ? FOUND : NOT_FOUND);
    const found = searchProducts(query);
    open("search");
    act("searched", { query, results: found.length });
    return found;
  };
  const greet = () => {
    add("identify", shopper.userId, {
      taste: shopper.taste,
      newsletter: shopper.number % 2 === 0,
      member: true,
    });
    joined = true;
    member = true;
  };
  const join = () => {
    open("sign-up");
    think(10, 40);
    greet();
    act("signed_up", { newsletter: shopper.number % 2 === 0, taste: shopper.taste });
    open("account");
  };
  const enter = () => {
    open("log-in");
    think(5, 15);
    if (random.chance(0.25)) {
      act("log_in_failed", { reason: random.pick(["unknown", "wrong-password"]) });
      think(4, 12);
    }
    greet();
    act("logged_in");
    open("account");
  };
  const leave = () => {
    act("signed_out");
    steps.push({ afterMs: 0, call: "reset", properties: {} });
    member = false;
  };
  const stepDone = (step) => act("checkout_step_done", { ...facts(), step });
  const checkOut = (stopAt) => {
    open("checkout");
    act("checkout_started", facts());
    if (stopAt === "address") return;
    think(15, 60);
    if (random.chance(0.25)) {
      act("checkout_error", {
        step: "address",
        fields: random.pick([["postcode"], ["street", "town"], ["name"]]),
      });
      think(4, 15);
    }
    stepDone("address");
    open("checkout-delivery");
    const delivery = random.pick(DELIVERIES);
    think(4, 12);
    stepDone("delivery");
    open("checkout-payment");
    if (stopAt === "payment") return;
    const payment = random.weigh([
      ["card", 7],
      ["invoice", 3],
    ]);
    const pence = total() + delivery.fee;
    think(10, 40);
    if (payment === "card" && random.chance(0.2)) {
      const reason = random.pick(["declined", "no-answer"]);
      act("payment_failed", { reason, payment, total: inPounds(pence) });
      think(6, 20);
      if (reason === "declined" && random.chance(0.5)) return;
    }
    stepDone("payment");
    const number = `GK-S${shopper.seed}-${shopper.number}-${visit}`;
    act(
      "order_placed",
      orderFacts({ number, bought: basket, pence, delivery: delivery.id, payment, member }),
    );
    open("thanks");
  };

  const walks = {
    bounce: () => undefined,
    browse() {
      for (
        let left = random.weigh([
          [1, 3],
          [3, 4],
          [5, 2],
        ]);
        left > 0;
        left--
      ) {
        if (random.chance(0.5)) list();
        look(liked());
      }
      if (random.chance(0.25)) {
        open("brewing");
        if (random.chance(0.4)) act("download", { url: new URL("brewing-chart.pdf", base).href });
        if (random.chance(0.3)) act("outbound_click", { url: "https://en.wikipedia.org/wiki/Tea" });
        if (random.chance(0.3)) act("newsletter_joined", { from: "brewing" });
      }
      if (random.chance(0.1)) {
        open("wishes");
        act("wish_removed", productFacts(liked()));
      }
    },
    search() {
      const found = seek();
      if (found.length === 0 && random.chance(0.6)) seek();
      if (found.length > 0) look(random.pick(found));
    },
    abandon() {
      fill();
      checkOut(random.pick(["address", "payment"]));
    },
    buy() {
      if (known && !member && random.chance(0.7)) enter();
      fill();
      checkOut();
    },
    join() {
      look(liked());
      if (!known) join();
      else if (!member) enter();
      if (random.chance(0.4)) {
        fill();
        checkOut();
      }
      if (member && random.chance(0.3)) leave();
    },
    trouble() {
      const wanted = random.pick(MISTYPED);
      open(wanted, "Not here");
      act("not_found", { wanted });
      think(3, 10);
      look(liked());
      const [message, where] = random.pick(FAILURES);
      act("client_error", { message, where });
    },
  };

  const landing = land();
  if (kind === "trouble" && random.chance(0.5)) walks.trouble();
  else {
    if (landing === "home") home();
    else if (landing === "list") list();
    else look(liked());
    walks[kind]();
  }
  think(2, 20);
  return {
    kind,
    source: source.name,
    steps,
    known: joined,
    loggedIn: member,
    /** How long they stay away after it. */
    awayMs: Math.round(random.between(2, 40) * MINUTE_MS),
  };
}

/** A step in words, for the back room. */
export function tellStep({ every: { device } }, { call, name, properties }) {
  const who = { desktop: "Desktop", mobile: "Phone", tablet: "Tablet" }[device];
  if (call === "page") return `${who} opens ${properties.title.split(" · ")[0]}`;
  if (call === "identify") return `${who} is ${name} now`;
  if (call === "reset") return `${who} is forgotten`;
  const what = properties.product ?? properties.query ?? properties.reason ?? properties.step ?? "";
  const money = name === "order_placed" ? price(properties.total * 100) : what;
  return `${who} · ${name.replaceAll("_", " ")}${money ? ` · ${money}` : ""}`;
}
