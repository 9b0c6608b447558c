/** Version 1 of these, of the tables below and of the order in which they are looked at: what a session is counted as follows from that alone. */
const CHANNELS = [
  "Direct",
  "Organic search",
  "Paid search",
  "Organic social",
  "Paid social",
  "Organic video",
  "Paid video",
  "AI assistants",
  "Email",
  "Display",
  "Paid other",
  "Affiliates",
  "Audio",
  "SMS",
  "Push",
  "Referral",
  "Campaign",
] as const;
export type Channel = (typeof CHANNELS)[number];

type Kind = "search" | "social" | "video" | "email" | "assistant";

/**
 * Sites by kind: the name they are shown under, and what their hosts are. A host is one of these or below one
 * (`mail.google.com` is below `google.com`, and looked up first); `google.*` stands for any ending of a country.
 */
const SITES: Record<Kind, Readonly<Record<string, readonly string[]>>> = {
  email: {
    Gmail: ["mail.google.com", "com.google.android.gm", "gmail.com"],
    Outlook: [
      "outlook.live.com",
      "outlook.com",
      "outlook.office.com",
      "outlook.office365.com",
      "mail.live.com",
    ],
    "Yahoo Mail": ["mail.yahoo.com", "mail.yahoo.co.jp"],
    "Proton Mail": ["mail.proton.me"],
    GMX: ["gmx.net", "gmx.de", "gmx.com"],
    "Mail.ru": ["e.mail.ru"],
  },
  assistant: {
    ChatGPT: ["chatgpt.com", "chat.openai.com"],
    Claude: ["claude.ai"],
    Gemini: ["gemini.google.com"],
    Copilot: ["copilot.microsoft.com"],
    Perplexity: ["perplexity.ai"],
    "Le Chat": ["chat.mistral.ai"],
    DeepSeek: ["chat.deepseek.com"],
    Grok: ["grok.com"],
    "Meta AI": ["meta.ai"],
    Poe: ["poe.com"],
    Phind: ["phind.com"],
  },
  search: {
    Google: ["google.*", "com.google.android.googlequicksearchbox"],
    Bing: ["bing.com"],
    DuckDuckGo: ["duckduckgo.com"],
    "Yahoo!": ["search.yahoo.com", "search.yahoo.co.jp", "yahoo.com", "yahoo.co.jp"],
    Yandex: ["yandex.*", "ya.ru"],
    Baidu: ["baidu.com"],
    Ecosia: ["ecosia.org"],
    Brave: ["search.brave.com"],
    Startpage: ["startpage.com"],
    Qwant: ["qwant.com"],
    Kagi: ["kagi.com"],
    Mojeek: ["mojeek.com"],
    Naver: ["search.naver.com", "naver.com"],
    Daum: ["search.daum.net"],
    Seznam: ["search.seznam.cz", "seznam.cz"],
    Sogou: ["sogou.com"],
    "360 Search": ["so.com"],
    AOL: ["search.aol.com"],
    Ask: ["ask.com"],
    Swisscows: ["swisscows.com"],
    MetaGer: ["metager.org", "metager.de"],
    SearXNG: ["searx.be", "searx.org"],
  },
  video: {
    YouTube: ["youtube.com", "youtu.be", "com.google.android.youtube"],
    Vimeo: ["vimeo.com"],
    Twitch: ["twitch.tv"],
    Dailymotion: ["dailymotion.com"],
    Bilibili: ["bilibili.com"],
  },
  social: {
    Facebook: ["facebook.com", "fb.com", "fb.me", "com.facebook.katana"],
    Messenger: ["messenger.com"],
    Instagram: ["instagram.com", "com.instagram.android"],
    Threads: ["threads.net", "threads.com"],
    WhatsApp: ["whatsapp.com", "wa.me"],
    X: ["twitter.com", "x.com", "t.co"],
    LinkedIn: ["linkedin.com", "lnkd.in", "com.linkedin.android"],
    Reddit: ["reddit.com", "com.reddit.frontpage"],
    "Hacker News": ["news.ycombinator.com"],
    Lobsters: ["lobste.rs"],
    Bluesky: ["bsky.app", "go.bsky.app"],
    Mastodon: [
      "mastodon.social",
      "mastodon.online",
      "mas.to",
      "hachyderm.io",
      "fosstodon.org",
      "infosec.exchange",
    ],
    TikTok: ["tiktok.com"],
    Pinterest: ["pinterest.*", "pin.it"],
    Tumblr: ["tumblr.com"],
    Quora: ["quora.com"],
    Telegram: ["telegram.org", "telegram.me", "t.me", "org.telegram.messenger"],
    Discord: ["discord.com", "discordapp.com"],
    Slack: ["slack.com", "com.slack"],
    Snapchat: ["snapchat.com"],
    VK: ["vk.com", "vk.ru", "away.vk.com"],
    Weibo: ["weibo.com", "weibo.cn"],
    LINE: ["line.me"],
    XING: ["xing.com"],
    "Stack Overflow": ["stackoverflow.com", "stackexchange.com"],
    GitHub: ["github.com"],
    "Product Hunt": ["producthunt.com"],
  },
};

/** Words of `utm_source` for sites of the tables, beside their names and hosts. */
const SHORT: Readonly<Record<string, string>> = {
  fb: "Facebook",
  ig: "Instagram",
  insta: "Instagram",
  twitter: "X",
  yt: "YouTube",
  adwords: "Google",
  googleads: "Google",
  "google-ads": "Google",
  bingads: "Bing",
  yahoo: "Yahoo!",
  hackernews: "Hacker News",
  hn: "Hacker News",
  producthunt: "Product Hunt",
  ddg: "DuckDuckGo",
  openai: "ChatGPT",
};

interface Site {
  name: string;
  kind: Kind;
}

const byHost = new Map<string, Site>();
const byWord = new Map<string, Site>();
for (const kind of Object.keys(SITES) as Kind[])
  for (const [name, hosts] of Object.entries(SITES[kind])) {
    for (const host of hosts) byHost.set(host, { name, kind });
    byWord.set(name.toLowerCase(), { name, kind });
  }
for (const [word, name] of Object.entries(SHORT)) byWord.set(word, byWord.get(name.toLowerCase())!);

const ENDINGS = /\.(?:com?|org|net|ne)?\.?[a-z]{2,3}$/;

function siteOfHost(host: string): Site | undefined {
  const labels = host.split(".");
  for (let at = 0; at < labels.length; at++) {
    const below = labels.slice(at).join(".");
    const found = byHost.get(below) ?? byHost.get(below.replace(ENDINGS, ".*"));
    if (found) return found;
  }
  return undefined;
}

const siteOfWord = (word: string): Site | undefined => byWord.get(word) ?? siteOfHost(word);

/** What tells where a session came from, of its first page view. */
export interface Origin {
  utmSource?: string | undefined;
  utmMedium?: string | undefined;
  utmCampaign?: string | undefined;
  /** As in `referrer_host`: a host, perhaps with a port. */
  referrerHost?: string | undefined;
}

const PAID = /^(?:.*cp.*|ppc|retargeting|paid.*)$/;
const EMAIL = /^e[-_ ]?mail$|^newsletter$/;
const SOCIAL = /^social(?:[-_ ]?(?:network|media))?$|^sm$/;
const DISPLAY = /^(?:display|banner|expandable|interstitial|cpm)$/;
const said = (value: string | undefined): string | undefined => {
  const word = value?.trim().toLowerCase();
  return word === "" ? undefined : word;
};

/**
 * Where a session came from: `channel`, and `source` as it is shown, which is not there where nothing tells. `isOwn` says of a host that
 * it is the site's own: such a referrer is none.
 *
 * The site is the one that `utm_source` names, by name, short word or host; else the referrer's, by host. The source is its name, else
 * `utm_source` as it was written, else the referrer's host without `www.`. The first of these that holds is the channel, `utm_medium` and
 * `utm_source` without regard to case:
 * 1. paid (`cpc`, `ppc`, `cpm` …, `retargeting`, `paid…`): Display of `cpm`, else Paid search, social or video by the site's kind, else Paid other;
 * 2. the medium names a channel: `display` `banner` `interstitial` `expandable`, `email` `newsletter`, `affiliate`, `audio`, `sms`, `push`, `social…`,
 *    `video`, `organic` (Organic search, where the site is of no other kind), `referral` (Referral, where no site is known);
 * 3. the site's kind: search, social, video, email, assistants; `email` and `newsletter` as a source are Email, `sms` SMS;
 * 4. any of source, medium and campaign: Campaign;
 * 5. a referrer: Referral;
 * 6. Direct.
 */
export function channelOf(
  origin: Origin,
  isOwn: (host: string) => boolean = () => false,
): { channel: Channel; source?: string } {
  const utmSource = said(origin.utmSource);
  const medium = said(origin.utmMedium);
  const host = said(origin.referrerHost);
  const referrer = host !== undefined && !isOwn(host) ? host.replace(/:\d+$/, "") : undefined;
  const site = siteOf(utmSource, referrer);
  const written = utmSource === undefined ? undefined : origin.utmSource?.trim();
  const source = site?.name ?? written ?? referrer?.replace(/^www\./, "");
  return {
    channel: whichChannel({
      kind: site?.kind,
      utmSource,
      medium,
      isCampaign: said(origin.utmCampaign) !== undefined,
      isReferred: referrer !== undefined,
    }),
    ...(source !== undefined && { source }),
  };
}

function siteOf(utmSource: string | undefined, referrer: string | undefined): Site | undefined {
  if (utmSource !== undefined) return siteOfWord(utmSource);
  return referrer === undefined ? undefined : siteOfHost(referrer);
}

interface Signs {
  kind: Kind | undefined;
  utmSource: string | undefined;
  medium: string | undefined;
  isCampaign: boolean;
  isReferred: boolean;
}

const PAID_BY_KIND: Partial<Record<Kind, Channel>> = {
  search: "Paid search",
  social: "Paid social",
  video: "Paid video",
};
const BY_KIND: Record<Kind, Channel> = {
  search: "Organic search",
  social: "Organic social",
  video: "Organic video",
  email: "Email",
  assistant: "AI assistants",
};

function whichChannel({ kind, utmSource, medium = "", isCampaign, isReferred }: Signs): Channel {
  if (DISPLAY.test(medium)) return "Display";
  if (PAID.test(medium)) return (kind && PAID_BY_KIND[kind]) ?? "Paid other";
  if (EMAIL.test(medium)) return "Email";
  if (/^affiliates?$/.test(medium)) return "Affiliates";
  if (medium === "audio") return "Audio";
  if (medium === "sms") return "SMS";
  if (/push$|^notification$/.test(medium)) return "Push";
  if (SOCIAL.test(medium)) return "Organic social";
  if (medium === "video") return "Organic video";
  if (medium === "organic" && (kind === undefined || kind === "search")) return "Organic search";
  if (kind !== undefined) return BY_KIND[kind];
  if (utmSource !== undefined && EMAIL.test(utmSource)) return "Email";
  if (utmSource === "sms") return "SMS";
  if (medium === "referral") return "Referral";
  if (utmSource !== undefined || medium !== "" || isCampaign) return "Campaign";
  return isReferred ? "Referral" : "Direct";
}
