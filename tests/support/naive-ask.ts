import type { LochanEvent } from "../../src/model/event.ts";
import { success } from "../../src/model/failure.ts";
import type { Project } from "../../src/model/project.ts";
import type { Ask } from "../../src/slice/asker.ts";
import { naiveAnswer } from "./naive-answer.ts";

/** Answers event by event, as of a log that stands still. */
export const naiveAsk =
  (events: readonly LochanEvent[], project: Project, now: number): Ask =>
  async (question) =>
    success({
      ...naiveAnswer(events, question, project, now),
      receipt: {
        source: "daily",
        generation: 1,
        sequence: 7,
        ms: 0,
        scanned: 0,
        from: 0,
        to: 0,
        timeZone: project.timeZone,
      },
    });
