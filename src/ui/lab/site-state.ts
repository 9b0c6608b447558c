import type { Project } from "../../model/project.ts";
import { failureText } from "../state/failure-text.ts";
import type { NoticeTone } from "../controls/notice.tsx";
import type { Contact } from "./create-lab-trail.ts";
import { VIA_WORDS } from "./via-words.ts";

/** What was opened from here, if anything. */
export interface Opened {
  at: number;
  /** The browser opened nothing. */
  blocked: boolean;
  /** No tie to it is left: it was closed, or cut itself off. */
  closed: boolean;
}

export interface SiteState {
  tone: NoticeTone;
  title: string;
  text: string;
}

/** A snippet that can answer does so within its page's load and a second. */
const SILENCE_MS = 10_000;

/** How it stands with a site, in words. */
export function siteState(given: {
  project: Pick<Project, "id">;
  /** Its origin is on the project's list. */
  allowed: boolean;
  contact: Contact | undefined;
  opened: Opened | undefined;
  now: number;
  projectName: (id: string) => string | undefined;
}): SiteState | undefined {
  const { contact, opened, now } = given;
  if (opened?.blocked === true && contact === undefined)
    return {
      tone: "warn",
      title: "The browser opened no window",
      text: "Allow pop-up windows for Lochan in the address bar, then open the site again.",
    };
  if (contact !== undefined) {
    if (contact.projectId !== given.project.id) {
      const name = given.projectName(contact.projectId);
      return {
        tone: "warn",
        title: "This site sends to another project",
        text:
          name === undefined
            ? `Its snippet names the project ${contact.projectId.slice(0, 64)}, which is not on this device.`
            : `Its snippet names the project ${name}. Switch to it, or put this project's snippet into the site.`,
      };
    }
    if (contact.failure?.kind === "origin-not-allowed")
      return given.allowed
        ? {
            tone: "plain",
            title: "The site may send now",
            text: "It tries again by itself within some seconds, or with its next event.",
          }
        : undefined;
    if (contact.failure !== undefined) {
      const { title, body } = failureText(contact.failure);
      return { tone: "bad", title, text: body };
    }
    return {
      tone: "good",
      title: "The site is connected",
      text: `Its events come ${VIA_WORDS[contact.via]}.`,
    };
  }
  if (opened === undefined) return undefined;
  if (opened.closed)
    return {
      tone: "warn",
      title: "The tie to the window is gone",
      text: "It was closed, or the site sends Cross-Origin-Opener-Policy: same-origin, which cuts it from Lochan. Then its events come only through the hidden frame, if it is of the same site as Lochan.",
    };
  if (now - opened.at > SILENCE_MS)
    return {
      tone: "warn",
      title: "Nothing has answered yet",
      text: "Does the page carry this project's snippet, and may its scripts run? A blocker, a Content-Security-Policy without Lochan's address, or Cross-Origin-Opener-Policy: same-origin would keep it silent. An event of the page wakes it up.",
    };
  return {
    tone: "plain",
    title: "Waiting for the snippet to answer",
    text: "Use the site: each event shows here.",
  };
}
