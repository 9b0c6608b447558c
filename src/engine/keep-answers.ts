import { keepPaint } from "../catalog/paint.ts";
import type { Database } from "../database/database.ts";
import type { Project } from "../model/project.ts";
import type { AnyAnswer } from "../model/question.ts";

const FIRST_MS = 500;
const EVERY_MS = 5_000;

/** Keeps what panels were answered for the page that comes after this one. */
export interface AnswerKeeper {
  /** `question` as JSON, as the page asked it. */
  take(project: Project, question: string, answer: AnyAnswer): void;
}

export function makeAnswerKeeper(
  db: Database,
  { signal, onError }: { signal: AbortSignal; onError: (error: unknown) => void },
): AnswerKeeper {
  const waiting = new Map<string, { project: Project; answers: Map<string, AnyAnswer> }>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writtenAt = -Infinity;

  async function write(): Promise<void> {
    timer = undefined;
    const all = [...waiting.values()];
    waiting.clear();
    for (const { project, answers } of all) await keepPaint(db, project, answers);
    writtenAt = performance.now();
  }
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });

  return {
    take(project, question, answer) {
      // Answered anew by then: five minutes ago is not what the next page wants to know.
      // And what a segment stands for may be changed without a page that would notice.
      const { source, segments } = answer.receipt;
      if (source === "counters" || segments !== undefined || signal.aborted) return;
      let entry = waiting.get(project.id);
      if (entry?.project.updatedAt !== project.updatedAt)
        waiting.set(project.id, (entry = { project, answers: new Map() }));
      entry.answers.delete(question);
      entry.answers.set(question, answer);
      timer ??= setTimeout(
        () => void write().catch(onError),
        Math.max(FIRST_MS, writtenAt + EVERY_MS - performance.now()),
      );
    },
  };
}
