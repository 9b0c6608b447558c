import type { AnyQuestion } from "../model/question.ts";

/** A question of this tab that has been running for a while. */
export interface RunningQuestion {
  queryId: string;
  projectId: string;
  /** Epoch milliseconds. */
  since: number;
  asked: { kind: "sql"; text: string } | { kind: "question"; question: AnyQuestion };
}

const SHOWN_AFTER_MS = 2_000;
const SHOWN_CHARACTERS = 200;

export interface RunningQuestions {
  /** Those that run for longer than {@link SHOWN_AFTER_MS}, oldest first. */
  shown(): RunningQuestion[];
  /** Call the result when it has ended. */
  begin(question: Omit<RunningQuestion, "since">): () => void;
}

/** Tells of a question only once it takes long, so that the quick ones cost nothing. */
export function makeRunningQuestions(onChange: (shown: RunningQuestion[]) => void): RunningQuestions {
  const late = new Set<RunningQuestion>();
  const shown = () => [...late].sort((a, b) => a.since - b.since);
  return {
    shown,
    begin({ asked, ...rest }) {
      const known: RunningQuestion = {
        ...rest,
        since: Date.now(),
        asked: asked.kind === "sql" ? { kind: "sql", text: asked.text.slice(0, SHOWN_CHARACTERS) } : asked,
      };
      const timer = setTimeout(() => {
        late.add(known);
        onChange(shown());
      }, SHOWN_AFTER_MS);
      return () => {
        clearTimeout(timer);
        if (late.delete(known)) onChange(shown());
      };
    },
  };
}
