import { TASTES } from "../catalogue.js";
import { makeRandom } from "./random.js";

const DEVICES = [
  [{ device: "desktop", browser: "Chrome", os: "Windows", screen: "1920x1080", viewport: "1904x940" }, 24],
  [{ device: "desktop", browser: "Safari", os: "macOS", screen: "1512x982", viewport: "1512x830" }, 11],
  [{ device: "desktop", browser: "Firefox", os: "Linux", screen: "1920x1200", viewport: "1903x1060" }, 5],
  [{ device: "desktop", browser: "Edge", os: "Windows", screen: "1536x864", viewport: "1520x730" }, 6],
  [{ device: "mobile", browser: "Safari", os: "iOS", screen: "390x844", viewport: "390x664" }, 26],
  [{ device: "mobile", browser: "Chrome", os: "Android", screen: "412x915", viewport: "412x785" }, 18],
  [
    { device: "mobile", browser: "Samsung Internet", os: "Android", screen: "360x800", viewport: "360x664" },
    5,
  ],
  [{ device: "tablet", browser: "Safari", os: "iOS", screen: "820x1180", viewport: "820x1106" }, 5],
];

const PLACES = [
  [{ country: "United Kingdom", language: "en-GB", time_zone: "Europe/London" }, 46],
  [{ country: "Ireland", language: "en-IE", time_zone: "Europe/Dublin" }, 8],
  [{ country: "Germany", language: "de-DE", time_zone: "Europe/Berlin" }, 14],
  [{ country: "France", language: "fr-FR", time_zone: "Europe/Paris" }, 9],
  [{ country: "Netherlands", language: "nl-NL", time_zone: "Europe/Amsterdam" }, 6],
  [{ country: "United States", language: "en-US", time_zone: "America/New_York" }, 12],
  [{ country: "Japan", language: "ja-JP", time_zone: "Asia/Tokyo" }, 5],
];

/** Who the `number`th shopper of a seed is: always the same one. */
export function makeShopper(seed, number) {
  const random = makeRandom(`${seed} shopper ${number}`);
  const { device, browser, os, screen, viewport } = random.weigh(DEVICES);
  const { country, language, time_zone } = random.weigh(PLACES);
  return {
    seed,
    number,
    taste: random.pick(TASTES),
    userId: `shopper-${seed}-${number}`,
    /** On every event, and on page views. */
    every: { simulated: true, device, browser, os, country },
    page: { screen, viewport, language, time_zone },
  };
}
