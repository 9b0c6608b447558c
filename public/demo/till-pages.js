import { empty, itemCount, lines, member, setCount, setMember, total } from "./basket.js";
import { price } from "./catalogue.js";
import { h } from "./element.js";
import { facts, picture, track } from "./parts.js";

export function basket(go) {
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

export function checkout(go) {
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

export function thanks() {
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

export function account(go) {
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
