import { createContext, createSignal, useContext, type Accessor } from "solid-js";
import { readPaint, type Paint } from "../../catalog/paint.ts";
import type { Project } from "../../model/project.ts";
import { answerTo, type AnswerTo, type AnyQuestion } from "../../model/question.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { resolveWindow } from "../../model/windows.ts";
import { chooseProject } from "./choose-project.ts";

/** After this long the engine has answered, and knows better. */
const VALID_MS = 10_000;

/** What can be shown until the engine answers. Undefined until it was read; then only for a while. */
export type FirstPaint = Accessor<Paint | undefined>;

export const FirstPaintContext = createContext<FirstPaint>(() => undefined);
export const useFirstPaint = (): FirstPaint => useContext(FirstPaintContext);

/** A page waits no longer for what it can begin with. */
const READ_LIMIT_MS = 300;

/**
 * Begins to read at once: the sooner, the sooner there are numbers. `read` resolves when there is
 * something to begin with, or that will not be soon.
 */
export function createFirstPaint(databaseName?: string): { firstPaint: FirstPaint; read: Promise<void> } {
  const [firstPaint, setPaint] = createSignal<Paint>();
  const named = new URLSearchParams(location.search).get("project");
  const reading = readPaint((projects) => chooseProject(projects, named), databaseName).then((found) => {
    setPaint(found);
    setTimeout(() => setPaint(undefined), VALID_MS);
  });
  const limit = new Promise<void>((resolve) => setTimeout(resolve, READ_LIMIT_MS));
  return { firstPaint, read: Promise.race([reading.catch(reportError), limit]) };
}

/** What was answered to the question before, if it is about the window that the question means now. */
export function answerFrom<Q extends AnyQuestion>(
  paint: Paint | undefined,
  project: Project,
  question: Q,
): AnswerTo<Q> | undefined {
  if (paint?.project?.id !== project.id || paint.project.updatedAt !== project.updatedAt) return undefined;
  const answer = paint.answers.get(JSON.stringify(question));
  if (answer === undefined) return undefined;
  const { from, to } = resolveWindow(question.window, Date.now(), zoneOfProject(project));
  return answer.receipt.from === from && answer.receipt.to === to ? answerTo(question, answer) : undefined;
}
