import { fail, success, type Result } from "../model/failure.ts";
import { SLICE_PAGE } from "./write-slice-file.ts";

/** The template from the app's own origin; offline, from what was kept of the app. */
export async function loadSlicePage(): Promise<Result<string>> {
  try {
    const response = await fetch(SLICE_PAGE);
    if (response.ok) return success(await response.text());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  return fail({
    kind: "unreadable-file",
    message: "The part of Lochan that files are made with is not here.",
  });
}
