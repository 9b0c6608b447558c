// On a site of your own these are two lines of HTML, copied from Lochan's Sources. Here the address
// of Lochan is worked out, since the shop is served both beside the app and inside it.
(() => {
  const { auto = "page outbound download" } = document.currentScript.dataset;
  const inside = location.pathname.startsWith("/demo");
  const app = inside
    ? location.origin
    : `${location.protocol}//${location.hostname}:${Number(location.port) - 1}`;
  document.documentElement.dataset.app = app;

  window.lochan ||= ((
    q,
    c = (m) =>
      (...a) =>
        new Promise((y, n) => q.push([m, a, y, n])),
    l = c(""),
  ) => (
    "page identify reset flush optOut optIn connect status".split(" ").map((m) => (l[m] = c(m))),
    (l.q = q),
    l
  ))([]);
  const script = document.createElement("script");
  script.async = true;
  script.src = `${app}/lochan.js`;
  script.dataset.project = "demo";
  script.dataset.key = "demo";
  script.dataset.auto = auto;
  document.head.append(script);
})();
