import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { hashOfText, receiptRecord } from "../../src/model/receipt-hash.ts";
import { ask, call, createProject } from "./call-app.ts";
import { expectAccessible, settled } from "./run-axe.ts";

const DAY_MS = 86_400_000;
const FROM = Date.UTC(2026, 8, 7);
const TO = FROM + 10 * DAY_MS;
const RANGE = `from=${new Date(FROM).toISOString()}&to=${new Date(TO).toISOString()}`;

const SENT = Array.from({ length: 240 }, (_, at) => ({
  name: ["page_view", "signup", "checkout"][at % 3]!,
  distinctId: `d${(at * 7) % 40}`,
  timestamp: FROM + ((at * 977) % 10) * DAY_MS + at * 60_000,
  properties: { plan: ["free", "team"][Math.floor(at / 2) % 2]!, country: at % 5 < 2 ? "DE" : "FR" },
}));

const palette = (page: Page) => page.getByRole("combobox", { name: /^Search pages/ });
async function find(page: Page, words: string, option: string | RegExp): Promise<void> {
  await page.keyboard.press("Control+k");
  await expect(palette(page)).toBeFocused();
  await page.keyboard.type(words);
  await expect(page.getByRole("option", { selected: true })).toHaveText(option);
}
const total = (page: Page, line: string) =>
  page
    .getByRole("table", { name: /^Totals:/ })
    .getByRole("row")
    .filter({ has: page.getByText(line, { exact: true }) })
    .getByRole("cell")
    .nth(1);
/** Tab until what is focused has this name: keys alone, as somebody without a mouse goes. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < 80; step++) {
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      // A choice may be called as the field it is about.
      if (element instanceof HTMLInputElement && element.type === "radio") return `choice ${label}`;
      return element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "";
    });
    if (name.test(at.trim())) return;
    passed.push(at);
    await page.keyboard.press("Tab");
  }
  throw new Error(`No Tab comes to ${name}, only to ${passed.join(", ")}`);
}

test("a question is built, saved and found again by keyboard alone", async ({ app: page }) => {
  test.setTimeout(240_000);
  const project = await createProject(page, "Keyboard shop");
  await call(page, "append", project, SENT);
  await page.goto(`/?project=${project}&${RANGE}`);
  await settled(page);

  // An event is found by a few letters and explored.
  await find(page, "signu", /^signup/);
  await expectAccessible(page, "palette");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/explore/);
  await expect(total(page, "signup")).toHaveText("80");

  await tabTo(page, /^Series$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Events of series B" })).toBeFocused();
  await page.keyboard.type("checkout");
  await page.keyboard.press("Enter");
  await expect(total(page, "checkout")).toHaveText("80");
  await tabTo(page, /^Formula$/);
  await page.keyboard.press("Enter");
  await page.keyboard.type("B / A * 100");
  await page.keyboard.press("Enter");
  await expect(total(page, "B / A * 100")).toHaveText("100");
  // A group: from Germany, or on the plan of teams.
  await tabTo(page, /^Filter: add to “Filters of all series/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Property" })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("radio", { name: "Group" }).first()).toBeFocused();
  await tabTo(page, /^Property$/);
  await page.keyboard.type("country");
  await page.keyboard.press("Enter");
  await tabTo(page, /^Value$/);
  await page.keyboard.type("DE");
  await page.keyboard.press("Enter");
  await tabTo(page, /^Property$/);
  await page.keyboard.type("plan");
  await page.keyboard.press("Enter");
  await tabTo(page, /^Value$/);
  await page.keyboard.type("team");
  await page.keyboard.press("Enter");
  await tabTo(page, /^Property$/);
  await page.keyboard.press("Enter");
  const german = SENT.filter(({ properties }) => properties.country === "DE" || properties.plan === "team");
  const named = (name: string, of = german) => String(of.filter((each) => each.name === name).length);
  await expect(total(page, "signup")).toHaveText(named("signup"));
  await expect(total(page, "checkout")).toHaveText(named("checkout"));

  // A property is found, and the question that is shown broken down by it.
  await find(page, "plan", /^planProperty/);
  await page.keyboard.press("Enter");
  const team = german.filter(({ properties }) => properties.plan === "team");
  await expect(total(page, "A · signup · team")).toHaveText(named("signup", team));
  await expect(total(page, "B · checkout · team")).toHaveText(named("checkout", team));

  // The events of a point are as many as it says, and their people are listed.
  const onFirst = team.filter(({ name, timestamp }) => name === "signup" && timestamp < FROM + DAY_MS);
  const chart = page.getByRole("group", { name: /Enter opens one/ });
  await tabTo(page, /Enter opens one/);
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: /^Picked: / })).toBeVisible();
  await tabTo(page, /^Annotate…$/);
  await page.keyboard.press("Enter");
  await page.keyboard.type("Newsletter");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "Annotations" })).toContainText("Newsletter");
  await tabTo(page, /^People of A · signup · team/);
  await page.keyboard.press("Enter");
  const people = page.getByRole("dialog").getByRole("table", { name: /^People/ });
  await expect(people.getByRole("row")).toHaveCount(
    1 + new Set(onFirst.map(({ distinctId }) => distinctId)).size,
  );
  await expectAccessible(page, "people");
  await page.keyboard.press("Escape");
  const link = page.getByRole("link", { name: "Events of A · signup · team" });
  await link.press("Enter");
  await expect(page).toHaveURL(/\/events/);
  await expect(page.getByText(/^\d+ events?$/).first()).toHaveText(
    `${onFirst.length} ${onFirst.length === 1 ? "event" : "events"}`,
  );
  await page.goBack();
  await expect(chart).toBeVisible();

  await tabTo(page, /^Save…$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Germans by plan");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // Where a figure comes from, whether it is still so, and why not.
  await tabTo(page, /^Receipt: raw events/);
  await page.keyboard.press("Enter");
  const receipt = page.getByRole("dialog", { name: "Where this comes from" });
  await expect(receipt).toContainText("(country is DE or plan is team)");
  await tabTo(page, /^Run again$/);
  await page.keyboard.press("Enter");
  await expect(receipt).toContainText("The same.");
  await expectAccessible(page, "receipt");
  const late = { ...SENT.find((each) => each.name === "signup")!, timestamp: FROM };
  await call(page, "append", project, [{ ...late, properties: { plan: "team", country: "DE" } }]);
  await page.keyboard.press("Enter");
  await expect(receipt).toContainText(
    `The answer was ${named("signup")} and is ${Number(named("signup")) + 1}.`,
  );
  await expect(receipt).toContainText("The log went on from entry");
  await page.keyboard.press("Escape");
  const answer = await ask(page, project, { measure: "users", window: { from: FROM, to: TO } });
  const { hash } = answer.receipt as { hash?: string };
  const question = { version: 1, measure: "users", window: { from: FROM, to: TO } } as const;
  expect(hash).toBe(await hashOfText(receiptRecord(question, answer)));

  // Plain keys are shortcuts where nobody writes, and text where somebody does.
  await page.getByRole("main").focus();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await expectAccessible(page, "shortcuts");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("v");
  await expect(page).toHaveURL(/\/events/);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search events" })).toBeFocused();
  await page.keyboard.type("gl?/");
  await expect(page.getByRole("searchbox", { name: "Search events" })).toHaveValue("gl?/");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // What was chosen last is first, and the saved question is found by its name.
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("option").first()).toHaveText(/^plan/);
  await page.keyboard.type("germans");
  await expect(page.getByRole("option", { selected: true })).toHaveText(/^Germans by plan/);
  await page.keyboard.press("Enter");
  await expect(total(page, "A · signup · team")).toHaveText(String(Number(named("signup", team)) + 1));
});

test("the palette finds an event however rare it is among many", async ({ app: page }) => {
  const project = await createProject(page, "Many names");
  const names = Array.from({ length: 60 }, (_, at) => `step_${at}`);
  const sent = [...names, ...names, "Unheard-of"].map((name) => ({ name, distinctId: "d", timestamp: FROM }));
  await call(page, "append", project, sent);
  await page.goto(`/?project=${project}&${RANGE}`);
  await settled(page);
  await find(page, "unheard", /^Unheard-of/);
  await page.keyboard.press("Enter");
  await expect(total(page, "Unheard-of")).toHaveText("1");
});
