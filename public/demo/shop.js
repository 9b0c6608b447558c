import { itemCount, member, onShopChange } from "./basket.js";
import { pageOf } from "./pages.js";

const base = new URL(".", import.meta.url).pathname;
const main = document.querySelector("#main");
const byId = (id) => document.getElementById(id);

/** Every page is one step below the shop's root, so that addresses work wherever it is served. */
function show({ focus }) {
  const name = location.pathname.slice(base.length);
  const { title, content } = pageOf(name, new URLSearchParams(location.search), go);
  document.title = title === undefined ? "Glen & Kettle" : `${title} · Glen & Kettle`;
  main.replaceChildren(...[content].flat());
  for (const link of document.querySelectorAll(".masthead nav a"))
    if (link.getAttribute("href") === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  if (!focus) return;
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
}

function go(target) {
  const address = new URL(target, new URL(base, location.origin));
  if (address.href === location.href) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  show({ focus: true });
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("a[href]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (!link || link.target || !plain || event.defaultPrevented) return;
  if (link.origin !== location.origin || !link.pathname.startsWith(base) || link.hash) return;
  event.preventDefault();
  go(link.pathname.slice(base.length) + link.search);
});
addEventListener("popstate", () => show({ focus: true }));

byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const query = String(new FormData(event.target).get("q")).trim();
  if (query !== "") go(`search?${new URLSearchParams({ q: query })}`);
});

function showCounts() {
  byId("basket-count").textContent = itemCount();
  byId("account-link").textContent = member()?.name ?? "Sign up";
}
onShopChange(showCounts);
showCounts();
show({ focus: false });

byId("open-lochan").href = document.documentElement.dataset.app;

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
