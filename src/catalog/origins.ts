import { fail, type Result, success } from "../model/failure.ts";

const WILDCARD = /^https:\/\/\*\.((?:[a-z0-9-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*)(:\d{1,5})?\/?$/i;

/** Chromium's URL takes spaces and more in a host, and escapes them. */
const HOST = /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])$/;

const refuse = (message: string): Result<never> => fail({ kind: "invalid-input", message, path: "origins" });

/**
 * The origin a person typed or pasted, as browsers write it: `https://shop.example`, or
 * `https://*.example.com` for every subdomain. The path of a pasted address is dropped.
 */
export function parseOrigin(text: string): Result<string> {
  const trimmed = text.trim();
  const shown = trimmed.slice(0, 100);
  if (trimmed.includes("*")) {
    const match = WILDCARD.exec(trimmed);
    return match?.[1] === undefined
      ? refuse(`"${shown}" is not a pattern Lochan knows: write https://*.example.com.`)
      : success(new URL(`https://${match[1]}${match[2] ?? ""}`).origin.replace("//", "//*."));
  }
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch {
    return refuse(`"${shown}" is not the address of a site: write it as https://shop.example.`);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return refuse(`"${shown}" does not start with http:// or https://.`);
  if (!HOST.test(url.hostname))
    return refuse(`"${shown}" is not the address of a site: write it as https://shop.example.`);
  if (url.username !== "" || url.password !== "")
    return refuse(`"${shown}" holds a user name or a password: leave them out.`);
  return success(url.origin);
}
