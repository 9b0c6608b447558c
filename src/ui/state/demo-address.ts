export const DEMO_PROJECT = { id: "demo", name: "Demo shop", writeKey: "demo" } as const;

const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Where the demo shop is: on a local host, the next port, which is another origin of the same
 * site; elsewhere a folder of Lochan's own address.
 */
export const demoAddress = (here: Pick<URL, "protocol" | "hostname" | "port" | "origin">): string =>
  LOCAL_HOSTS.has(here.hostname) && here.port !== ""
    ? `${here.protocol}//${here.hostname}:${Number(here.port) + 1}/`
    : offlineDemoAddress(here);

/** The copy of the shop on Lochan's own address, which works offline too. */
export const offlineDemoAddress = (here: Pick<URL, "origin">): string => `${here.origin}/demo/`;

/** The origins the demo project takes events from. */
export const demoOrigins = (here: Pick<URL, "protocol" | "hostname" | "port" | "origin">): string[] => {
  const port = here.port === "" ? undefined : Number(here.port) + 1;
  const local =
    LOCAL_HOSTS.has(here.hostname) && port !== undefined
      ? ["localhost", "127.0.0.1"].map((host) => `${here.protocol}//${host}:${port}`)
      : [];
  return [here.origin, ...local];
};
