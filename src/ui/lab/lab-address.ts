import { fail, success, type Result } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { parseSiteAddress } from "../projects/site-address.ts";
import { DEMO_PROJECT, demoAddress } from "../state/demo-address.ts";

/** A page to open, and the origin its events come from. */
export interface LabAddress {
  href: string;
  origin: string;
}

const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** An address as people type it, with a path perhaps. Its origin is one site: no wildcard. */
export function parseLabAddress(typed: string): Result<LabAddress> {
  const origin = parseSiteAddress(typed);
  if (!origin.ok) return origin;
  const trimmed = typed.trim();
  const scheme = new URL(origin.value.replace("*.", "")).protocol;
  const address = HAS_SCHEME.test(trimmed) ? trimmed : `${scheme}//${trimmed}`;
  if (origin.value.includes("*") || !URL.canParse(address))
    return fail({
      kind: "invalid-input",
      message: "Write the address of one page, such as https://shop.example/start.",
      path: "address",
    });
  return success({ href: new URL(address).href, origin: origin.value });
}

/** The demo's shop, or the project's first site. */
export function proposeAddress(
  project: Project,
  here: Pick<URL, "protocol" | "hostname" | "port" | "origin">,
): string {
  if (project.id === DEMO_PROJECT.id) return demoAddress(here);
  return project.allowedOrigins.find((origin) => !origin.includes("*")) ?? "";
}
