/**
 * Clicks on `data-lochan="name"` are recorded, with its `data-lochan-*` as properties. Only
 * watches: nothing is prevented or delayed.
 */
export function watchClicks(track: (name: string, properties: object) => void): void {
  document.addEventListener(
    "click",
    ({ target }) => {
      // The document itself can be clicked, and has no closest().
      const marked = (target as Partial<Element>).closest?.<HTMLElement>("[data-lochan]");
      if (!marked) return;
      const properties: Record<string, string> = {};
      for (const { name, value } of marked.attributes)
        if (name.startsWith("data-lochan-")) properties[name.slice(12).replace(/-/g, "_")] = value;
      track(marked.dataset["lochan"] ?? "", properties);
    },
    true,
  );
}
