import { parseOrigin } from "../../catalog/origins.ts";
import { fail, type Result } from "../../model/failure.ts";

const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(\/|$)/i;

/** A host name, an address or a wildcard, with a port perhaps. Chromium's URL takes spaces in one. */
const HOST = /^https?:\/\/(\*\.)?([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d+)?$/i;

/** An origin as people type it: `shop.example` is taken as https, `localhost:3000` as http. */
export const parseSiteAddress = (text: string): Result<string> => {
  const trimmed = text.trim();
  const scheme =
    HAS_SCHEME.test(trimmed) || trimmed === "" ? "" : LOCAL.test(trimmed) ? "http://" : "https://";
  const origin = parseOrigin(`${scheme}${trimmed}`);
  if (origin.ok && HOST.test(origin.value)) return origin;
  if (!origin.ok && scheme === "") return origin;
  return fail({
    kind: "invalid-input",
    message: `"${trimmed.slice(0, 100)}" is not the address of a site: write it as https://shop.example.`,
    path: "origins",
  });
};
