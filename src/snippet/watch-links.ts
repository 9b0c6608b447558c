const FILE =
  /\.(pdf|csv|txt|rtf|xlsx?|docx?|pptx?|od[tsp]|zip|gz|7z|rar|exe|msi|dmg|pkg|deb|apk|iso|mp[34]|mov|avi|wav|epub)$/i;

/**
 * Records clicks on links to files as `download` and to other hosts as `outbound_click`, whichever
 * of `outbound` and `download` are in `auto`; the middle button's too. Only watches: nothing is
 * prevented or delayed.
 */
export function watchLinks(
  track: (name: string, properties: object) => void,
  address: (href: string) => string,
  auto: string,
): void {
  const watch = ({ target, button }: MouseEvent): void => {
    // The document itself can be clicked, and has no closest().
    const link = (target as Partial<Element>).closest?.<HTMLAnchorElement>("a[href]");
    // Mail and telephone links have no host, nor those within drawings.
    if (!link?.host || button > 1) return;
    const isFile = link.hasAttribute("download") || FILE.test(link.pathname);
    const url = address(link.href.replace(/\/\/[^/@]*@/, "//"));
    if (isFile && auto.includes("download")) track("download", { url });
    else if (link.host !== location.host && auto.includes("outbound")) track("outbound_click", { url });
  };
  for (const name of ["click", "auxclick"] as const) document.addEventListener(name, watch, true);
}
