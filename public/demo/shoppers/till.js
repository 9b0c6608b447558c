// A till serves many simulated shoppers in turn, with one real snippet. What a shopper's browser would
// keep, who they are and since when, is in a drawer of their own; events not yet acked wait in the till.
(() => {
  const IDENTITY = "lochan:demo";
  const nobody = {};
  let drawer = nobody;
  const storage = Object.defineProperty({}, IDENTITY, {
    get: () => drawer.identity,
    set: (text) => {
      drawer.identity = text;
    },
  });
  Object.defineProperty(window, "localStorage", { value: storage });

  window.till = {
    /** Calls made before the snippet is there would be made with whichever drawer is open then. */
    ready: () => window.lochan !== undefined && !window.lochan.q,
    status: () => window.lochan.status(),
    flush: () => window.lochan.flush().catch(() => undefined),
    /** Makes one call of the snippet for who the drawer belongs to; returns how many events it recorded. */
    serve(next, { call, name, properties }) {
      const before = Object.keys(storage).length;
      drawer = next;
      if (call === "track") window.lochan(name, properties);
      else if (call === "identify") window.lochan.identify(name, properties);
      else window.lochan[call](properties);
      drawer = nobody;
      return Object.keys(storage).length - before;
    },
  };
})();
