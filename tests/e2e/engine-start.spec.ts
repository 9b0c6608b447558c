import { expect, test } from "./app-test.ts";

test.use({ expectedComplaints: [/ERR_FAILED/] });

test("a part of the app that cannot be loaded is told, and a reload helps once it is there", async ({
  profile,
}) => {
  const page = await profile.newPage();
  const worker = /\/engine-[\w-]{8}\.js$/;
  await page.route(worker, (route) => route.abort());
  await page.goto("/");
  const told = page.getByText("Lochan could not start in this tab");
  await expect(told).toBeVisible();
  await expect(page.getByRole("contentinfo")).toHaveText("Not running");
  const moving = () => document.getAnimations().filter(({ playState }) => playState === "running").length;
  await expect.poll(() => page.evaluate(moving)).toBe(0);
  await page.unroute(worker);
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByText("Try the demo")).toBeVisible();
  await expect(told).toBeHidden();
});
