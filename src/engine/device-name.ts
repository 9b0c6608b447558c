import { parseUserAgent } from "../intake/user-agent.ts";
import type { Device } from "../catalog/device.ts";

/** As others know a device: its user's name for it, else the browser and system it is. */
export function deviceNameOf({ name }: Device): string {
  if (name !== "") return name;
  const { browser, os } = parseUserAgent(navigator.userAgent);
  return [browser, os].filter((word) => word !== undefined && word !== "").join(" on ") || "A browser";
}
