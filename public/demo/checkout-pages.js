import { itemCount, keepOrder, lines, member, orders, total } from "./basket.js";
import { DELIVERIES, price } from "./catalogue.js";
import { h } from "./element.js";
import { basketFacts, inPounds, orderFacts } from "./events.js";
import { choices, field, filled, form, wrongFields } from "./form.js";
import { button, lead, picture, track } from "./parts.js";

const STEPS = [
  ["checkout", "Address"],
  ["checkout-delivery", "Delivery"],
  ["checkout-payment", "Payment"],
];
const EXAMPLE = { name: "Ailsa Muir", street: "4 Harbour Row", town: "Ullapool", postcode: "IV26 2TX" };
const DECLINED_CARD = "4000000000000002";
/** Of a card that is not declined, how often the bank does not answer. */
const SILENT_BANK = 0.15;
const BANK_MS = 600;

/** What was filled in so far: `{ address?, delivery? }`. Gone with the page, and never sent. */
let draft = {};

const facts = () => basketFacts(itemCount(), total());
const done = (step) => track("checkout_step_done", { ...facts(), step });
const wrong = (step, fields) => track("checkout_error", { step, fields });

function step(at, ...content) {
  return {
    content: [
      h("h1", {}, "Check out"),
      h(
        "ol",
        { class: "progress", "aria-label": "Steps of the checkout" },
        STEPS.map(([address, label], index) =>
          h(
            "li",
            { "aria-current": index === at && "step", class: index < at && "done" },
            index < at ? h("a", { href: address }, label) : label,
          ),
        ),
      ),
      h("div", { class: "checkout" }, h("div", {}, ...content), summary()),
    ],
  };
}

const chosenDelivery = () => DELIVERIES.find(({ id }) => id === draft.delivery);

function summary() {
  const delivery = chosenDelivery();
  return h(
    "aside",
    { class: "summary", "aria-labelledby": "summary-title" },
    h("h2", { id: "summary-title" }, "Your order"),
    h(
      "ul",
      { class: "lines short" },
      lines().map(({ product, choice, count }) =>
        h(
          "li",
          { class: "line" },
          picture(product, { choice }),
          h(
            "div",
            {},
            product.name,
            h("p", { class: "kind" }, count === 1 ? choice.name : `${choice.name} × ${count}`),
          ),
          h("span", { class: "price" }, price(choice.price * count)),
        ),
      ),
      delivery &&
        h(
          "li",
          { class: "line" },
          h("span", {}),
          h("div", {}, delivery.name),
          h("span", { class: "price" }, delivery.fee === 0 ? "free" : price(delivery.fee)),
        ),
    ),
    h("p", { class: "sum" }, "Together ", h("strong", {}, price(total() + (delivery?.fee ?? 0)))),
  );
}

export function addressStep({ go }) {
  if (itemCount() === 0) return { redirect: "basket" };
  track("checkout_started", facts());
  const next = (data, element) => {
    const fields = wrongFields(element, {
      name: filled("your name"),
      street: filled("the street"),
      town: filled("the town"),
      postcode: (value) =>
        /^[a-z\d][a-z\d -]{2,8}$/i.test(value) && /\d/.test(value)
          ? undefined
          : "A postcode has letters and numbers, like IV26 2TX.",
    });
    if (fields.length > 0) return wrong("address", fields);
    draft = { ...draft, address: Object.fromEntries(data) };
    done("address");
    go("checkout-delivery");
  };
  const { name = member()?.name ?? "", street = "", town = "", postcode = "" } = draft.address ?? {};
  const element = form(
    next,
    field("Name", { name: "name", value: name, autocomplete: "name" }),
    field("Street", { name: "street", value: street, autocomplete: "address-line1" }),
    h(
      "div",
      { class: "pair" },
      field("Town", { name: "town", value: town, autocomplete: "address-level2" }),
      field("Postcode", { name: "postcode", value: postcode, autocomplete: "postal-code" }),
    ),
    h("p", { class: "actions" }, h("button", { class: "button" }, "On to delivery"), example()),
  );
  function example() {
    const fill = () => {
      for (const [key, value] of Object.entries(EXAMPLE)) element.elements[key].value = value;
    };
    return h("button", { type: "button", class: "small", on: { click: fill } }, "Fill in an example");
  }
  return step(
    0,
    element,
    h("p", { class: "kind" }, "What you type here stays on this page; no input is ever recorded."),
  );
}

export function deliveryStep({ go }) {
  if (itemCount() === 0) return { redirect: "basket" };
  if (!draft.address) return { redirect: "checkout" };
  const next = (data) => {
    draft = { ...draft, delivery: data.get("delivery") };
    done("delivery");
    go("checkout-payment");
  };
  return step(
    1,
    form(
      next,
      choices(
        "How should it come?",
        "delivery",
        DELIVERIES.map(({ id, name, text, fee }) => ({
          value: id,
          label: name,
          text: `${text}, ${fee === 0 ? "free" : price(fee)}`,
        })),
        draft.delivery ?? "post",
      ),
      h("p", { class: "actions" }, h("button", { class: "button" }, "On to payment")),
    ),
  );
}

export function paymentStep({ go }) {
  if (itemCount() === 0) return { redirect: "basket" };
  const delivery = chosenDelivery();
  if (!draft.address || !delivery) return { redirect: "checkout" };
  const pence = total() + delivery.fee;
  const notice = h("div", { role: "alert" });
  const submit = h("button", { class: "button" }, `Pay ${price(pence)}`);

  const place = (payment) => {
    done("payment");
    const bought = lines();
    const number = `GK-${Date.now().toString(36).toUpperCase().slice(-6)}`;
    const order = orderFacts({ number, bought, pence, delivery: delivery.id, payment, member: !!member() });
    track("order_placed", order);
    keepOrder({
      number,
      items: order.items,
      total: pence,
      delivery: delivery.name,
      products: order.products,
    });
    draft = { address: draft.address };
    go("thanks");
  };
  const fail = (payment, reason, text) => {
    track("payment_failed", { reason, payment, total: inPounds(pence) });
    notice.replaceChildren(h("p", { class: "notice" }, text));
  };
  const pay = (data, element) => {
    notice.replaceChildren();
    if (data.get("payment") === "invoice") return place("invoice");
    const fields = wrongFields(element, {
      card: (value) =>
        /^\d{16}$/.test(value.replace(/\s/g, "")) ? undefined : "A card number has 16 digits.",
    });
    if (fields.length > 0) return wrong("payment", fields);
    submit.disabled = true;
    submit.textContent = "Asking the bank…";
    setTimeout(() => {
      if (!submit.isConnected) return;
      submit.disabled = false;
      submit.textContent = `Pay ${price(pence)}`;
      if (data.get("card").replace(/\s/g, "") === DECLINED_CARD)
        fail("card", "declined", "The card was declined. Try another one, or pay by invoice.");
      else if (Math.random() < SILENT_BANK)
        fail("card", "no-answer", "The bank did not answer. Nothing was paid; please try again.");
      else place("card");
    }, BANK_MS);
  };
  return step(
    2,
    form(
      pay,
      choices(
        "How will you pay?",
        "payment",
        [
          { value: "card", label: "By card" },
          { value: "invoice", label: "By invoice", text: "due in 14 days" },
        ],
        "card",
      ),
      field("Card number", {
        name: "card",
        value: "4242 4242 4242 4242",
        inputmode: "numeric",
        hint: "Not a real one, please: no card is charged. 4000 0000 0000 0002 is always declined, and the bank sleeps now and then.",
      }),
      notice,
      h("p", { class: "actions" }, submit),
    ),
  );
}

export function thanks() {
  const [order] = orders();
  if (!order) return { redirect: "./" };
  return {
    content: [
      h("h1", {}, "Thank you. Put the kettle on."),
      lead("Your order is not on its way, this being a demo; but it is on Lochan's dashboard."),
      receipt(order),
      h(
        "p",
        { class: "actions" },
        button("Back to the shop", "./"),
        !member() && h("a", { class: "quiet", href: "sign-up" }, "Become a member"),
      ),
    ],
  };
}

export const receipt = ({ number, items, total: pence, delivery, products }) =>
  h(
    "article",
    { class: "receipt" },
    h("h2", {}, `Order ${number}`),
    h(
      "ul",
      {},
      products.map((name) => h("li", {}, name)),
    ),
    h(
      "p",
      {},
      `${items} ${items === 1 ? "thing" : "things"}, ${delivery.toLowerCase()}, `,
      h("strong", {}, price(pence)),
    ),
  );
