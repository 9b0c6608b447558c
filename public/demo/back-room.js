import { h, s } from "./element.js";
import { trackingPlan } from "./events.js";
import { lead } from "./parts.js";
import { crowd, LIMITS } from "./shoppers/crowd.js";

/** Where the shop is tried out: simulated shoppers, ways in, and what can go wrong. */
export function backRoom() {
  return {
    content: [
      h("h1", {}, "The back room"),
      lead("For trying things out: shoppers who never tire, ways into the shop, and things that break."),
      shoppers(),
      waysIn(),
      trouble(),
      recorded(),
    ],
  };
}

const REASONS = {
  "not-tried": "The doors are opening.",
  "no-answer": "Lochan has not answered yet.",
  partitioned:
    "This browser keeps the shop's storage apart from Lochan's, so nothing arrives. Open the copy of the shop on Lochan's own address.",
  "unknown-project": "Lochan has no demo project yet. Open Lochan and choose the demo.",
  "origin-not-allowed": "The demo project does not take events from this address.",
  "rate-limited": "Lochan takes no more than 100 events a second from here; the rest waits.",
  gpc: "This browser asks not to be followed, so nothing is recorded.",
};

function shoppers() {
  const now = crowd.view();
  const count = h("output", { for: "crowd-count" }, String(now.shoppers));
  const range = h("input", {
    id: "crowd-count",
    type: "range",
    min: 1,
    max: LIMITS.shoppers,
    value: now.shoppers,
    on: {
      input: ({ target }) => {
        count.textContent = target.value;
        crowd.set({ shoppers: Number(target.value) });
      },
    },
  });
  const speeds = h(
    "fieldset",
    { class: "swatches", on: { change: ({ target }) => crowd.set({ speed: Number(target.value) }) } },
    h("legend", {}, "Speed"),
    LIMITS.speeds.map((speed) =>
      h(
        "label",
        { class: "swatch" },
        h("input", { type: "radio", name: "speed", value: speed, checked: speed === now.speed }),
        `${speed}×`,
      ),
    ),
  );
  const seed = h("input", {
    id: "crowd-seed",
    type: "number",
    min: 1,
    max: 9999,
    value: now.seed,
    "aria-describedby": "crowd-seed-hint",
    on: {
      change: ({ target }) =>
        crowd.set({ seed: Math.min(9999, Math.max(1, Math.round(target.valueAsNumber) || 1)) }),
    },
  });
  const start = h("button", {
    type: "button",
    class: "button",
    on: { click: () => (crowd.view().running ? crowd.stop() : crowd.start()) },
  });

  const figure = (label) => {
    const value = h("dd", {}, "0");
    return { value, element: h("div", {}, h("dt", {}, label), value) };
  };
  const figures = {
    inShop: figure("In the shop"),
    visits: figure("Visits"),
    returned: figure("Of them returning"),
    orders: figure("Orders"),
    delivered: figure("Events delivered"),
    waiting: figure("Events waiting"),
    trouble: figure("Mishaps of shoppers"),
    lost: figure("Events lost"),
  };
  const state = h("p", { class: "kind", role: "status" });
  const bars = s("svg", {
    viewBox: "0 0 240 48",
    class: "bars",
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  const log = h("ul", { class: "told" });
  const doing = h(
    "div",
    { class: "doing" },
    h("div", {}, h("h3", {}, "Events a second"), bars),
    h("div", {}, h("h3", {}, "What they do"), log),
  );
  const panel = h(
    "section",
    { class: "panel", "aria-labelledby": "crowd-title" },
    h("h2", { id: "crowd-title" }, "Simulated shoppers"),
    h(
      "p",
      {},
      "They look around, search, buy, give up and come back, each as a browser of their own, and the snippet counts them as it counts you. Their events carry ",
      h("code", {}, "simulated: true"),
      ", so that they can be left out. They go on while you look at Lochan, until this tab is closed.",
    ),
    h(
      "div",
      { class: "crowd-controls" },
      h(
        "div",
        { class: "crowd-count" },
        h("label", { for: "crowd-count" }, "Shoppers at once"),
        h("div", { class: "slide" }, range, count),
      ),
      speeds,
      h(
        "div",
        { class: "seed" },
        h("label", { for: "crowd-seed" }, "Seed"),
        seed,
        h("small", { id: "crowd-seed-hint" }, "The same seed, the same people"),
      ),
    ),
    h("div", { class: "actions" }, start, state),
    h(
      "dl",
      { class: "figures" },
      Object.values(figures).map(({ element }) => element),
    ),
    doing,
  );

  let placed = false;
  const end = crowd.subscribe((view) => {
    if (placed && !panel.isConnected) return void end();
    placed ||= panel.isConnected;
    for (const [key, { value }] of Object.entries(figures))
      value.textContent = view[key].toLocaleString("en-GB");
    start.textContent = view.running ? "Stop the shoppers" : "Let them in";
    seed.disabled = view.running;
    const text = stateOf(view);
    if (state.textContent !== text) state.textContent = text;
    const most = Math.max(8, ...view.seconds);
    bars.replaceChildren(
      ...view.seconds.map((events, at) =>
        s("rect", {
          x: (at + 60 - view.seconds.length) * 4,
          width: 3,
          y: 48 - (events / most) * 46,
          height: (events / most) * 46,
          rx: 1,
        }),
      ),
    );
    doing.hidden = view.told.length === 0;
    log.replaceChildren(...view.told.map((line) => h("li", {}, line)));
  });
  return panel;
}

function stateOf({ running, draining, held, reason, ready, open }) {
  if (reason !== undefined) return REASONS[reason] ?? `Nothing is delivered for now: ${reason}.`;
  if (draining) return "The last of it is being delivered.";
  if (!running) return "Nobody is simulated now.";
  if (ready < open) return "The doors are opening.";
  if (held) return "As fast as the limits allow: 80 events a second, so the speed is lower than chosen.";
  return "All is delivered as it happens.";
}

const WAYS = [
  ["The letter", "?utm_source=letter&utm_medium=email&utm_campaign=autumn-tins"],
  ["A post", "teas?utm_source=mastodon&utm_medium=social&utm_campaign=autumn-tins"],
  ["An advertisement", "p-tasting-box?utm_source=google&utm_medium=cpc&utm_campaign=gifts&utm_content=box"],
  ["A friend's link", "p-smoky-lapsang?ref=ailsa"],
];

/** Plays another site, which only the shop's own port can: Lochan's pages name no referrer. */
function blogAddress() {
  const { protocol, hostname, port, pathname } = location;
  if (hostname !== "localhost" || pathname.startsWith("/demo/")) return;
  return `${protocol}//127.0.0.1:${port}/blog.html`;
}

const waysIn = () =>
  h(
    "section",
    { class: "panel" },
    h("h2", {}, "Ways in"),
    h("p", {}, "Each of these loads the shop as a link from there would, with what it is tagged with."),
    h(
      "ul",
      { class: "links" },
      WAYS.map(([label, address]) =>
        h(
          "li",
          {},
          h("a", { href: address.startsWith("?") ? `./${address}` : address, "data-landing": true }, label),
          h("code", {}, address.replace(/^[^?]*/, "")),
        ),
      ),
      blogAddress() &&
        h(
          "li",
          {},
          h("a", { href: blogAddress() }, "A tea blog"),
          h("small", {}, "another site, which refers"),
        ),
    ),
  );

function trouble() {
  const timer = (minutes) => {
    if (minutes <= 0) throw new RangeError("The timer was set to no time at all.");
    return minutes;
  };
  return h(
    "section",
    { class: "panel" },
    h("h2", {}, "Things that go wrong"),
    h("p", {}, "Each is an event too, with what a shop would want to know of it."),
    h(
      "p",
      { class: "actions" },
      h("button", { type: "button", class: "small", on: { click: () => timer(0) } }, "Break a script"),
      h("a", { class: "quiet", href: "sale" }, "A page that is gone"),
      h("a", { class: "quiet", href: "p-gyokuro-shade" }, "Something sold out: 50 g"),
    ),
  );
}

const recorded = () =>
  h(
    "section",
    { class: "panel" },
    h("h2", {}, "What is recorded"),
    h(
      "p",
      {},
      "Every event of the shop with its properties, as a ",
      h("a", { href: "tracking-plan.json", download: true }, "tracking plan"),
      " to import into Lochan.",
    ),
    h(
      "details",
      {},
      h("summary", {}, "Show the events"),
      h(
        "dl",
        { class: "plan" },
        trackingPlan().events.map(({ name, description, properties }) =>
          h(
            "div",
            {},
            h("dt", {}, h("code", {}, name)),
            h(
              "dd",
              {},
              description,
              h(
                "small",
                {},
                properties
                  .filter(({ required }) => required)
                  .map(({ key }) => key)
                  .join(", "),
              ),
            ),
          ),
        ),
      ),
    ),
  );
