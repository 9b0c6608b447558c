import type { Properties } from "../model/event.ts";
import { type ClientHints, isAutomated, parseUserAgent } from "./user-agent.ts";

/** What is added to what the snippet sends, since its page and its receiver share the browser. */
export interface BrowserContext {
  every: Properties;
  page: Properties;
}

/** What a window knows of its browser: class of device, browser, system, screen, language, zone. */
export function readBrowserContext(window: Window): BrowserContext {
  const { navigator, screen } = window as Window & {
    navigator: Navigator & { readonly userAgentData?: ClientHints };
  };
  return {
    every: {
      ...parseUserAgent(navigator.userAgent, navigator.userAgentData),
      // Marked, never dropped: what counts as a bot is decided when asking.
      ...(navigator.webdriver || isAutomated(navigator.userAgent) ? { $bot: true } : {}),
    },
    page: {
      screen: `${screen.width}x${screen.height}`,
      language: navigator.language,
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
  };
}
