import { itemCount, member, onShopChange, wishes } from "./basket.js";
import { fullTitle } from "./catalogue.js";
import { pageOf } from "./pages.js";
import { track } from "./parts.js";
import { crowd } from "./shoppers/crowd.js";

const base = new URL(".", import.meta.url).pathname;
const main = document.querySelector("#main");
const byId = (id) => document.getElementById(id);
let shown = "";

/** Every page is one step below the shop's root, so that addresses work wherever it is served. */
function show({ focus }) {
  const name = location.pathname.slice(base.length);
  shown = location.pathname + location.search;
  const { title, content, redirect } = pageOf(name, new URLSearchParams(location.search), go);
  if (redirect !== undefined) {
    history.replaceState(null, "", new URL(redirect, new URL(base, location.origin)));
    return show({ focus });
  }
  document.title = fullTitle(title);
  main.replaceChildren(...content.filter((part) => part !== undefined && part !== false));
  for (const link of document.querySelectorAll(".masthead nav a"))
    if (link.getAttribute("href") === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  byId("search").elements.q.value =
    name === "search" ? (new URLSearchParams(location.search).get("q") ?? "") : "";
  if (focus) main.focus({ preventScroll: true });
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

/** Shows the page anew where it is scrolled to, with the focus on the control that had it. */
function renew() {
  const label = document.activeElement?.getAttribute("aria-label");
  show({ focus: false });
  const same =
    label && [...main.querySelectorAll("button")].find((each) => each.getAttribute("aria-label") === label);
  (same || main).focus({ preventScroll: true });
}

function go(target) {
  const address = new URL(target, new URL(base, location.origin));
  if (address.href === location.href) return renew();
  history.pushState(null, "", address);
  if (!address.hash) scrollTo(0, 0);
  show({ focus: true });
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("a[href]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (!link || link.target || !plain || event.defaultPrevented || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || !link.pathname.startsWith(base) || "landing" in link.dataset) return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  go(link.pathname.slice(base.length) + link.search + link.hash);
});
// A step to another part of the same page is one too.
addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) show({ focus: true });
});

byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const query = String(new FormData(event.target).get("q")).trim();
  if (query !== "") go(`search?${new URLSearchParams({ q: query })}`);
});

const reportError = (message, where) =>
  track("client_error", { message: String(message).slice(0, 200), where: where.split("/").at(-1) || "page" });
addEventListener("error", ({ message, filename }) => reportError(message, filename ?? ""));
addEventListener("unhandledrejection", ({ reason }) => reportError(reason?.message ?? reason, "promise"));

function showCounts() {
  byId("basket-count").textContent = itemCount();
  byId("wish-count").textContent = wishes().length || "";
  const who = member();
  byId("account-link").textContent = who?.name ?? "Sign up";
  byId("account-link").setAttribute("href", who ? "account" : "sign-up");
}
onShopChange(showCounts);
showCounts();
show({ focus: false });

byId("open-lochan").href = document.documentElement.dataset.app;

const crowdLink = byId("crowd-link");
crowd.subscribe(({ running, inShop, made }) => {
  crowdLink.textContent = running ? `${inShop} simulated, ${made} events` : "The back room";
  crowdLink.classList.toggle("busy", running);
});

// The ribbon says whether what was done here has reached Lochan.
async function showDelivery() {
  const { transport, pending, off } = await window.lochan.status();
  byId("delivery").textContent =
    off !== undefined && off !== false && off !== ""
      ? "This browser asks not to be followed, so nothing is recorded."
      : pending > 0
        ? `${pending} waiting to be delivered.`
        : transport === "none"
          ? ""
          : "All delivered.";
  setTimeout(showDelivery, 1000);
}
void showDelivery();
