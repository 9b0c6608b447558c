import { afterEach, beforeEach, expect, test } from "vitest";
import { watchClicks } from "../../../src/snippet/watch-clicks.ts";
import { watchLinks } from "../../../src/snippet/watch-links.ts";

type Tracked = [name: string, properties: object];
let prevented: boolean[] = [];
/** After the watcher, so that links lead nowhere. */
const stay = (event: Event): void => {
  prevented.push(event.defaultPrevented);
  event.preventDefault();
};

const host = document.createElement("div");
beforeEach(() => {
  prevented = [];
  document.body.append(host);
  for (const name of ["click", "auxclick"]) host.addEventListener(name, stay);
});
afterEach(() => {
  expect(prevented).not.toContain(true);
  host.remove();
});

function watch(auto: string): Tracked[] {
  const tracked: Tracked[] = [];
  const address = (href: string): string => href.replace(/[?#].*/, "");
  watchLinks((name, properties) => tracked.push([name, properties]), address, auto);
  return tracked;
}
function click(html: string, button = 0): void {
  const fragment = document.createRange().createContextualFragment(html);
  const target = fragment.querySelector("[data-target]") ?? fragment.firstElementChild;
  host.replaceChildren(fragment);
  const name = button === 0 ? "click" : "auxclick";
  target?.dispatchEvent(new MouseEvent(name, { button, bubbles: true, cancelable: true }));
}

const ELSEWHERE = '<a href="https://other.example/x?secret=1"><b data-target>out</b></a>';

test("a link to another host is an outbound click, by the middle button too, and not by the right one", () => {
  const tracked = watch("page outbound");
  click(ELSEWHERE);
  click(ELSEWHERE, 1);
  click(ELSEWHERE, 2);
  expect(tracked).toEqual([
    ["outbound_click", { url: "https://other.example/x" }],
    ["outbound_click", { url: "https://other.example/x" }],
  ]);
});

test.each(["/inside", "mailto:a@b.example", "tel:+4930", "#top", "javascript:void 0", "https://[", ""])(
  "%s leads to no other host",
  (href) => {
    const tracked = watch("outbound download");
    click(`<a href="${href}">x</a>`);
    expect(tracked).toEqual([]);
  },
);

test("a name and a password in a link stay out of its address", () => {
  const tracked = watch("outbound");
  click('<a href="https://ann:secret@other.example/@x">x</a>');
  expect(tracked).toEqual([["outbound_click", { url: "https://other.example/@x" }]]);
});

test("a link within a drawing is left alone", () => {
  const tracked = watch("outbound download");
  click('<svg><a href="https://other.example/x"><text data-target>x</text></a></svg>');
  expect(tracked).toEqual([]);
});

test.each([
  ["/files/Report.PDF?token=1", `${location.origin}/files/Report.PDF`],
  ["https://cdn.example/a.tar.gz", "https://cdn.example/a.tar.gz"],
])("a link to the file %s is a download, once", (href, url) => {
  const tracked = watch("outbound download");
  click(`<a href="${href}">x</a>`);
  expect(tracked).toEqual([["download", { url }]]);
});

test("a link that says it is a download is one", () => {
  const tracked = watch("download");
  click('<a href="/report" download>x</a>');
  click('<a href="/report">x</a>');
  expect(tracked).toHaveLength(1);
});

test("what is not asked for is not watched", () => {
  const tracked = watch("page");
  click(ELSEWHERE);
  click('<a href="/a.pdf">x</a>');
  expect(tracked).toEqual([]);
});

test("a marked element is recorded by its name and attributes, whatever in it was clicked", () => {
  const tracked: Tracked[] = [];
  watchClicks((name, properties) => tracked.push([name, properties]));
  click('<button data-lochan="bought" data-lochan-price-eur="5"><i data-target>x</i></button>');
  click('<button data-lochan="bought">x</button>', 2);
  click("<button>x</button>");
  expect(tracked).toEqual([["bought", { price_eur: "5" }]]);
});
