import { parseOrigin } from "../../catalog/origins.ts";
import type { Result } from "../../model/failure.ts";

const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(\/|$)/i;

/** An origin as people type it: `shop.example` is taken as https, `localhost:3000` as http. */
export const parseSiteAddress = (text: string): Result<string> => {
  const trimmed = text.trim();
  if (HAS_SCHEME.test(trimmed) || trimmed === "") return parseOrigin(trimmed);
  return parseOrigin(`${LOCAL.test(trimmed) ? "http" : "https"}://${trimmed}`);
};
