// On localhost and 127.0.0.1 the same files are two sites: this page links to the other one.
const other = location.hostname === "127.0.0.1" ? "localhost" : "127.0.0.1";
for (const link of document.querySelectorAll("[data-shop]")) {
  const target = new URL(link.dataset.shop, location.href.replace(/[^/]*$/, ""));
  if (["127.0.0.1", "localhost"].includes(location.hostname)) target.hostname = other;
  link.href = target.href;
}
