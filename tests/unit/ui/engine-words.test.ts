import { expect, it } from "vitest";
import { tabsWords } from "../../../src/ui/state/engine-words.ts";

it("says which tab counts only where there is another", () => {
  expect(tabsWords({ tabs: 1, leads: true })).toBe("1 tab open");
  expect(tabsWords({ tabs: 0, leads: true })).toBe("1 tab open");
  expect(tabsWords({ tabs: 3, leads: true })).toBe("3 tabs open, this one counts");
  expect(tabsWords({ tabs: 2, leads: false })).toBe("2 tabs open, another one counts");
  expect(tabsWords({ tabs: 1, leads: false })).toBe("1 tab open, about to count");
});
