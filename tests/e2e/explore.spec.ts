import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { ask, call, createProject } from "./call-app.ts";
import { expectAccessible, expectWellShown, settled } from "./run-axe.ts";

const DAY_MS = 86_400_000;
/** Days that are over, in UTC. */
const FROM = Date.UTC(2026, 2, 2);
const TO = Date.UTC(2026, 2, 12);
const RANGE = `from=${new Date(FROM).toISOString()}&to=${new Date(TO).toISOString()}`;

interface Sent {
  id: string;
  name: string;
  type: string;
  distinctId: string;
  timestamp: number;
  properties: { plan: string; country: string; price: number };
}

const PLANS = ["team", "team", "team", "pro", "pro", "free"];
const SENT: Sent[] = Array.from({ length: 600 }, (_, n) => ({
  id: `event-${n}`,
  name: n % 5 < 3 ? "page_view" : n % 5 === 3 ? "signup" : "checkout",
  type: n % 5 < 3 ? "page" : "track",
  distinctId: `browser-${(n * 7) % 41}`,
  timestamp: FROM + ((n * 13) % 10) * DAY_MS + (n % 24) * 3_600_000,
  properties: { plan: PLANS[n % PLANS.length] ?? "", country: n % 4 === 0 ? "AT" : "DE", price: n % 17 },
}));

async function fill(page: Page): Promise<string> {
  const project = await createProject(page, "Tea shop");
  await call(page, "append", project, SENT);
  return project;
}
async function goto(page: Page, project: string, query = ""): Promise<void> {
  await page.goto(`/explore?project=${project}&${RANGE}${query}`);
  await page.waitForFunction(() => "lochanApp" in window);
  await settled(page);
}
const question = (sheet: object): string => `&q=${encodeURIComponent(JSON.stringify(sheet))}`;
const choose = async (page: Page, select: string, option: string | RegExp): Promise<void> => {
  await page.getByRole("button", { name: new RegExp(`^${select}`) }).click();
  await page.getByRole("option", { name: option }).click();
};
const totals = (page: Page) => page.getByRole("table", { name: /^Totals:/ });
/** The total of a line, as it is shown. */
const totalOf = (page: Page, line: string) =>
  totals(page)
    .getByRole("row")
    .filter({ has: page.getByText(line, { exact: true }) })
    .getByRole("cell")
    .nth(1);
/** What is counted by hand of what was sent. */
const usersOf = (events: readonly Sent[]): number => new Set(events.map(({ distinctId }) => distinctId)).size;

test("two series, a formula, a filter and a breakdown tell what a recount does, are saved and opened again", async ({
  app: page,
  profile,
}) => {
  const project = await fill(page);
  await goto(page, project);
  await expect(totalOf(page, "All events")).toHaveText("600");

  const first = page.getByRole("combobox", { name: "Events of series A" });
  await first.fill("sign");
  await page.getByRole("option", { name: /^signup/ }).click();
  await choose(page, "Measure of series A", /^users$/);
  const signups = SENT.filter(({ name }) => name === "signup");
  await expect(totalOf(page, "Users: signup")).toHaveText(String(usersOf(signups)));

  await page.getByRole("button", { name: "Series", exact: true }).click();
  const second = page.getByRole("combobox", { name: "Events of series B" });
  await expect(second).toBeFocused();
  await second.fill("checkout");
  await second.press("Enter");
  await page.getByRole("button", { name: /^Filter: add to “Filters of series B/ }).click();
  await page.getByRole("combobox", { name: "Property" }).fill("country");
  await page.getByRole("combobox", { name: "Value" }).fill("DE");
  await page.getByRole("combobox", { name: "Value" }).press("Enter");
  const checkouts = SENT.filter(({ name, properties }) => name === "checkout" && properties.country === "DE");
  await expect(totalOf(page, "checkout, country is DE")).toHaveText(String(checkouts.length));

  await page.getByRole("button", { name: "Formula", exact: true }).click();
  const formula = page.getByRole("textbox", { name: "New formula" });
  await formula.fill("B / ");
  await formula.press("Enter");
  await expect(page.getByText("something is missing at its end")).toBeVisible();
  await formula.fill("B / A * 100");
  await formula.press("Enter");
  const ratio = (checkouts.length / usersOf(signups)) * 100;
  await expect(totalOf(page, "B / A * 100")).toHaveText(
    new Intl.NumberFormat("en-GB", { maximumFractionDigits: ratio >= 100 ? 1 : 2 }).format(ratio),
  );
  await page.getByText("Every figure as a table").click();
  const byDay = page.getByRole("table", { name: /^Users: signup, checkout/ });
  const answer = await ask(page, project, {
    measure: "users",
    name: "signup",
    window: { from: FROM, to: TO },
    granularity: "day",
  });
  for (const [at, [, value]] of (answer.series ?? []).toReversed().entries())
    await expect(
      byDay
        .getByRole("row")
        .nth(at + 1)
        .getByRole("cell")
        .nth(1),
    ).toHaveText(String(value));

  await page.getByRole("button", { name: "Save…" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this question" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Checkouts per signup");
  await dialog.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("button", { name: "Checkouts per signup", exact: true })).toBeVisible();

  // The same from its link alone, elsewhere.
  const other = await profile.newPage();
  await other.goto(page.url());
  await expect(totalOf(other, "checkout, country is DE")).toHaveText(String(checkouts.length));
  await other.close();

  await page.getByRole("combobox", { name: "Break down by" }).fill("plan");
  await page.getByRole("combobox", { name: "Break down by" }).press("Enter");
  for (const plan of ["team", "pro", "free"])
    await expect(totalOf(page, `A · Users: signup · ${plan}`)).toHaveText(
      String(usersOf(signups.filter(({ properties }) => properties.plan === plan))),
    );
  await page.getByRole("button", { name: "Checkouts per signup", exact: true }).click();
  await expect(totalOf(page, "Users: signup")).toHaveText(String(usersOf(signups)));
  await page.goBack();
  await expect(totalOf(page, "A · Users: signup · team")).toBeVisible();

  await page.getByRole("button", { name: "Actions for Checkouts per signup" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByText("Checkouts per signup was deleted")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Checkouts per signup", exact: true })).toBeVisible();
});

test("a series tells a number of a property, over all events and per user", async ({ app: page }) => {
  const project = await fill(page);
  await goto(page, project, question({ series: [{ letter: "A", measure: "events", name: "checkout" }] }));
  const checkouts = SENT.filter(({ name }) => name === "checkout");
  await expect(totalOf(page, "checkout")).toHaveText(String(checkouts.length));
  await choose(page, "Measure of series A", "sum of");
  await page.getByRole("combobox", { name: "Property of series A" }).fill("price");
  await page.getByRole("combobox", { name: "Property of series A" }).press("Enter");
  const sum = checkouts.reduce((all, { properties }) => all + properties.price, 0);
  await expect(totalOf(page, "Sum of price: checkout")).toHaveText(sum.toLocaleString("en-GB"));
  await choose(page, "Of whom, series A", "per user");
  await expect(totalOf(page, "Sum of price per user: checkout")).toHaveText(
    new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 }).format(sum / usersOf(checkouts)),
  );
  await choose(page, "Measure of series A", "events per user");
  await expect(totalOf(page, "Events per user: checkout")).toHaveText(
    new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 }).format(
      checkouts.length / usersOf(checkouts),
    ),
  );
});

test("a link that is nonsense says what was wrong and shows what it can", async ({ app: page }) => {
  const project = await fill(page);
  await goto(page, project, "&q=nonsense");
  await expect(page.getByText("This link's question was not understood; showing all events.")).toBeVisible();
  await expect(totalOf(page, "All events")).toHaveText("600");
  await goto(
    page,
    project,
    question({
      series: [
        { letter: "A", measure: "users" },
        { letter: "B", measure: "smiles" },
      ],
      formulas: [{ text: "A +* 2" }],
      display: "pie",
      secret: 1,
    }),
  );
  await expect(
    page.getByText(
      "a measure is one of events, users, sessions, a rate of them, a fold of a property, or what sessions are",
    ),
  ).toBeVisible();
  await expect(page.getByText("The formula was not understood")).toBeVisible();
  await expect(page.getByText("This link's display was not understood; showing lines.")).toBeVisible();
  await expect(page.getByText("“secret”")).toBeVisible();
  await expect(totalOf(page, "Users: All events")).toHaveText(String(usersOf(SENT)));
});

test("it is worked by keyboard: lines are read, a bucket is opened, series are moved, copied and removed", async ({
  app: page,
}) => {
  const project = await fill(page);
  await goto(
    page,
    project,
    question({
      series: [
        { letter: "A", measure: "events" },
        { letter: "B", measure: "users" },
      ],
    }),
  );
  await expect(totalOf(page, "Users: All events")).toHaveText(String(usersOf(SENT)));
  const order = () =>
    page
      .getByRole("listitem", { name: /^Series/ })
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label")));
  await page.getByRole("combobox", { name: "Events of series B" }).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(order).toEqual(["Series B", "Series A"]);
  await expect(page.getByText("Series B is now number 1 of 2.")).toBeAttached();

  await page.getByRole("button", { name: "Actions for series B" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Copy" }).press("Enter");
  await expect.poll(order).toEqual(["Series B", "Series C", "Series A"]);
  await page.getByRole("button", { name: "Actions for series C" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Remove" }).press("Enter");
  await expect.poll(order).toEqual(["Series B", "Series A"]);

  const legend = page.getByRole("button", { name: "All events", exact: true });
  await legend.press("Enter");
  await expect(legend).toHaveAttribute("aria-pressed", "false");
  await legend.press("Enter");

  const chart = page.getByRole("group", { name: /Enter opens one/ });
  await chart.focus();
  await chart.press("Home");
  const onFirst = SENT.filter(({ timestamp }) => timestamp < FROM + DAY_MS);
  await expect(chart).toContainText(String(onFirst.length));
  await chart.press("Enter");
  const picked = page.getByRole("region", { name: /^Picked: / });
  await expect(picked).toContainText(String(onFirst.length));
  await page.getByRole("button", { name: "Show this day alone" }).press("Enter");
  await expect(page).toHaveURL(new RegExp(encodeURIComponent(new Date(FROM + DAY_MS).toISOString())));
  await expect(totalOf(page, "All events")).toHaveText(String(onFirst.length));
  await page.goBack();
  await expect(totalOf(page, "All events")).toHaveText("600");
});

test("each display is well shown, and a heat map tells means of hours", async ({ app: page }) => {
  test.setTimeout(280_000);
  const project = await fill(page);
  const series = [
    { letter: "A", measure: "users", name: "signup" },
    { letter: "B", measure: "events", name: "checkout" },
  ];
  await goto(page, project, question({ series, display: "heat" }));
  const map = page.getByRole("table", { name: "checkout by weekday and hour, mean of an hour" });
  // Ten days from a Monday: two Mondays, one Thursday.
  const at = (day: number, hour: number): number =>
    SENT.filter(({ name, timestamp }) => {
      const since = Math.floor((timestamp - FROM) / 3_600_000);
      return name === "checkout" && Math.floor(since / 24) % 7 === day && since % 24 === hour;
    }).length;
  const hour = [...Array(24).keys()].find((each) => at(0, each) > 0) ?? 0;
  await expect(map.getByRole("row").nth(1).getByRole("cell").nth(hour)).toHaveText(String(at(0, hour) / 2));
  await expectWellShown(page, "explore-heat");
  await goto(page, project, question({ series, formulas: [{ text: "B/A" }] }));
  await expectWellShown(page, "explore");
  await goto(
    page,
    project,
    question({ series: series.slice(1), breakdown: { property: "plan" }, display: "stacked" }),
  );
  await expectWellShown(page, "explore-stacked");
  for (const display of ["table", "number", "bar", "area"]) {
    await goto(page, project, question({ series, display }));
    await expectAccessible(page, display);
  }
});
