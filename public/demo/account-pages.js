import { logIn, logOut, member, memberOf, orders, signUp, wishes } from "./basket.js";
import { TASTES } from "./catalogue.js";
import { receipt } from "./checkout-pages.js";
import { h } from "./element.js";
import { checkbox, choices, email, field, filled, form, wrongFields } from "./form.js";
import { button, lead, toast, track } from "./parts.js";

/** Somebody who is a member already, in every browser. */
const EXAMPLE_MEMBER = {
  id: "member-ailsa",
  name: "Ailsa",
  email: "ailsa@example.com",
  taste: "Black",
  letter: true,
};
const WRONG_PASSWORD = "wrong";

const greet = ({ id, taste, letter }) =>
  window.lochan.identify(id, { taste, newsletter: letter, member: true });

export function signUpPage({ go }) {
  if (member()) return { redirect: "account" };
  const join = (data, element) => {
    const rules = { name: filled("your first name"), email };
    if (wrongFields(element, rules).length > 0) return;
    const next = {
      id: `member-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`,
      name: String(data.get("name")).trim().slice(0, 40),
      email: String(data.get("email")).trim().toLowerCase(),
      taste: data.get("taste"),
      letter: data.has("letter"),
    };
    signUp(next);
    greet(next);
    track("signed_up", { newsletter: next.letter, taste: next.taste });
    go("account");
  };
  return {
    content: [
      h("h1", {}, "Sign up"),
      lead("So that we know how you take it. Your name and address stay in this browser and are not sent."),
      form(
        join,
        field("First name", { name: "name", maxlength: 40, autocomplete: "given-name" }),
        field("E-mail", { name: "email", type: "email", autocomplete: "email" }),
        choices(
          "How do you take it?",
          "taste",
          TASTES.map((taste) => ({ value: taste, label: taste })),
          "Black",
        ),
        checkbox("Send me the monthly letter", "letter"),
        h(
          "p",
          { class: "actions" },
          h("button", { class: "button" }, "Sign up"),
          h("a", { class: "quiet", href: "log-in" }, "I am a member"),
        ),
      ),
    ],
  };
}

export function logInPage({ go }) {
  if (member()) return { redirect: "account" };
  const notice = h("div", { role: "alert" });
  const refuse = (reason, text) => {
    track("log_in_failed", { reason });
    notice.replaceChildren(h("p", { class: "notice" }, text));
  };
  const enter = (data, element) => {
    notice.replaceChildren();
    if (wrongFields(element, { email, password: filled("a password") }).length > 0) return;
    const given = String(data.get("email")).trim().toLowerCase();
    const found = given === EXAMPLE_MEMBER.email ? EXAMPLE_MEMBER : memberOf(given);
    if (!found) return refuse("unknown", "Nobody signed up with that address in this browser.");
    if (data.get("password") === WRONG_PASSWORD) return refuse("wrong-password", "That is not the password.");
    logIn(found);
    greet(found);
    track("logged_in");
    go("account");
  };
  return {
    content: [
      h("h1", {}, "Log in"),
      lead("With the address you signed up with, or as our example member, ailsa@example.com."),
      form(
        enter,
        field("E-mail", { name: "email", type: "email", autocomplete: "email" }),
        field("Password", {
          name: "password",
          type: "password",
          hint: "Any will do but “wrong”. It is not kept.",
        }),
        notice,
        h(
          "p",
          { class: "actions" },
          h("button", { class: "button" }, "Log in"),
          h("a", { class: "quiet", href: "sign-up" }, "I am new here"),
        ),
      ),
    ],
  };
}

export function account({ go }) {
  const who = member();
  if (!who) return { redirect: "sign-up" };
  const leave = () => {
    window.lochan("signed_out");
    window.lochan.reset();
    logOut();
    toast("You are signed out.");
    go("./");
  };
  const made = orders();
  return {
    content: [
      h("h1", {}, `Hello, ${who.name}`),
      lead(
        "Lochan knows this browser by the user id ",
        h("code", {}, who.id),
        " now. Your name was not sent.",
      ),
      h("h2", {}, "Your orders"),
      made.length === 0
        ? h("p", {}, "None yet.")
        : h(
            "div",
            { class: "receipts" },
            made.slice(0, 4).map((order) => receipt(order)),
          ),
      h("h2", {}, "Your wish list"),
      h(
        "p",
        {},
        wishes().length === 0 ? "Nothing on it." : h("a", { href: "wishes" }, `${wishes().length} on it`),
      ),
      h(
        "p",
        { class: "actions" },
        button("See the teas", "teas"),
        h("button", { type: "button", class: "small", on: { click: leave } }, "Sign out"),
      ),
    ],
  };
}
