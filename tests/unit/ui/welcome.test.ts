import { describe, expect, it } from "vitest";
import { toFileName } from "../../../src/ui/data/save-blob.ts";
import { demoAddress, demoOrigins } from "../../../src/ui/state/demo-address.ts";
import { projectNameOf } from "../../../src/ui/welcome/project-name-of.ts";

describe("the demo shop", () => {
  it("is on the next port of a local host", () => {
    expect(demoAddress(new URL("http://localhost:4173/data"))).toBe("http://localhost:4174/");
    expect(demoOrigins(new URL("http://127.0.0.1:5000/"))).toEqual([
      "http://127.0.0.1:5000",
      "http://localhost:5001",
      "http://127.0.0.1:5001",
    ]);
  });

  it("is a folder of Lochan's own address elsewhere", () => {
    expect(demoAddress(new URL("https://lochan.example/"))).toBe("https://lochan.example/demo/");
    expect(demoOrigins(new URL("https://lochan.example/"))).toEqual(["https://lochan.example"]);
  });
});

describe("names made from files and projects", () => {
  it("drop the endings of an export", () => {
    expect(projectNameOf("git-activity.ndjson.gz")).toBe("git-activity");
    expect(projectNameOf("shop.v2.jsonl")).toBe("shop.v2");
    expect(projectNameOf("visits.csv")).toBe("visits");
    expect(projectNameOf("flights-2008.PARQUET")).toBe("flights-2008");
    expect(projectNameOf("access.log.gz")).toBe("access");
    expect(projectNameOf("posthog.zip")).toBe("posthog");
    expect(projectNameOf(".ndjson")).toBe("Imported events");
    expect(projectNameOf(`${"x".repeat(300)}.json`).length).toBeLessThanOrEqual(96);
  });

  it("are safe for any file system", () => {
    expect(toFileName("Acme web / beta: 2")).toBe("acme-web-beta-2");
    expect(toFileName("../..")).toBe("lochan");
  });
});
