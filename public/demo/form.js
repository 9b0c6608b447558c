import { h } from "./element.js";

/** A labelled input with room for a hint and for what is wrong with it. */
export function field(label, { hint, ...attributes }) {
  const id = `field-${attributes.name}`;
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    hint && h("p", { class: "hint", id: `${id}-hint` }, hint),
    h("input", {
      id,
      autocomplete: "off",
      "aria-describedby": hint ? `${id}-hint ${id}-error` : `${id}-error`,
      ...attributes,
    }),
    h("p", { class: "error", id: `${id}-error` }),
  );
}

export const choices = (legend, name, options, chosen) =>
  h(
    "fieldset",
    {},
    h("legend", {}, legend),
    options.map(({ value, label, text }) =>
      h(
        "label",
        { class: "choice" },
        h("input", { type: "radio", name, value, checked: value === chosen }),
        h("span", {}, label, text && h("small", {}, text)),
      ),
    ),
  );

export const checkbox = (label, name) =>
  h("label", { class: "choice" }, h("input", { type: "checkbox", name }), h("span", {}, label));

export const form = (submit, ...children) =>
  h(
    "form",
    {
      class: "form",
      novalidate: true,
      on: {
        submit: (event) => {
          event.preventDefault();
          submit(new FormData(event.target), event.target);
        },
      },
    },
    ...children,
  );

/**
 * Says beside each field what is wrong with it and goes to the first that is; returns their names.
 * `rules` gives, by field, what to say of a value, or undefined.
 */
export function wrongFields(element, rules) {
  const wrong = [];
  for (const [name, rule] of Object.entries(rules)) {
    const input = element.elements[name];
    const complaint = rule(input.value.trim());
    const place = document.getElementById(`${input.id}-error`);
    place.textContent = complaint ?? "";
    if (complaint === undefined) input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
    if (complaint !== undefined) wrong.push(name);
  }
  if (wrong.length > 0) element.elements[wrong[0]].focus();
  return wrong;
}

export const filled = (what) => (value) => (value === "" ? `Please fill in ${what}.` : undefined);
export const email = (value) =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? undefined : "An e-mail address looks like name@example.com.";
