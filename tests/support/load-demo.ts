import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Properties } from "../../src/model/event.ts";
import type { TrackingPlan } from "../../src/model/tracking-plan.ts";

export interface ShopperStep {
  afterMs: number;
  call: "page" | "track" | "identify" | "reset";
  name?: string;
  properties: Properties;
}

interface Shopper {
  number: number;
  userId: string;
}

interface Demo {
  trackingPlan: () => TrackingPlan & { lochan: "tracking-plan" };
  makeShopper: (seed: number, number: number) => Shopper;
  planVisit: (
    shopper: Shopper,
    visit: number,
    options: { base: string; known?: boolean; loggedIn?: boolean },
  ) => { kind: string; steps: ShopperStep[]; known: boolean; loggedIn: boolean };
}

const load = (name: string): Promise<unknown> =>
  import(/* @vite-ignore */ pathToFileURL(resolve("public/demo", name)).href);

/** The demo shop's modules that need no page. They are plain JavaScript without a build. */
export async function loadDemo(): Promise<Demo> {
  const modules = await Promise.all(["events.js", "shoppers/people.js", "shoppers/visit.js"].map(load));
  return Object.assign({}, ...modules) as Demo;
}
