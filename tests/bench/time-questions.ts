import type { Page } from "@playwright/test";
import type { Answer } from "../../src/model/question.ts";
import { lochanQuestion, peerQuestion, plainAnswer, questionId, type Row, wholeAnswer } from "./questions.ts";
import type { PeerAnswer, PeerQuestion } from "./peers/peer.ts";
import { say, spread, type Spread } from "./run.ts";
import { ask } from "../e2e/call-app.ts";

const ROUNDS = 20;
const NEWS_ROUNDS = 10;

/** What Lochan says, and the same question for a peer. */
export interface Expected {
  row: Row;
  question: PeerQuestion;
  answer: PeerAnswer;
  /** With the total and the rest, where Lochan read events for a breakdown. */
  whole?: PeerAnswer;
}

/** Asked once each, quickly: the last five minutes move on. */
export async function askAll(page: Page, projectId: string, rows: Row[]): Promise<Expected[]> {
  const expected: Expected[] = [];
  for (const row of rows)
    for (const measure of row.measures) {
      const answer = await ask(page, projectId, lochanQuestion(row, measure));
      const whole = answer.groups && answer.receipt.source === "raw" && wholeAnswer(row, answer);
      expected.push({
        row,
        question: peerQuestion(row, measure, answer),
        answer: plainAnswer(row, answer),
        ...(whole && { whole }),
      });
    }
  return expected;
}

export interface QuestionTimes {
  source: string;
  scanned: number;
  /** Questions in a row whose mean is one round. */
  loop: number;
  aim?: number;
  insideWorker: Spread;
  fromPage: Spread;
  /** Inside the worker, the first ask after an event came, so that no kept answer does. */
  afterNews: Spread;
}

export async function timeQuestions(
  page: Page,
  projectId: string,
  rows: Row[],
): Promise<Record<string, QuestionTimes>> {
  const times: Record<string, QuestionTimes> = {};
  for (const row of rows)
    for (const measure of row.measures) {
      const { insideWorker, fromPage, afterNews, ...found } = await timeQuestion(
        page,
        projectId,
        lochanQuestion(row, measure),
      );
      const [inside, outside] = [spread(insideWorker), spread(fromPage)];
      const aim = row.aim?.[measure];
      times[questionId(row, measure)] = {
        ...found,
        ...(aim !== undefined && { aim }),
        insideWorker: inside,
        fromPage: outside,
        afterNews: spread(afterNews),
      };
      say(
        `${`${row.title}, ${measure}`.padEnd(42)} ${found.source.padEnd(9)} p50 ${inside.p50} p95 ${inside.p95} ms${aim === undefined ? "" : ` (aim ${aim})`}; from the page p50 ${outside.p50} p95 ${outside.p95}; after news p95 ${spread(afterNews).p95}`,
      );
    }
  return times;
}

/**
 * The clock steps 0.1 ms, so what is faster than 10 ms is asked 100 times a round, or, where the way
 * there and back is long, as often as fits.
 */
function timeQuestion(
  page: Page,
  projectId: string,
  question: object,
): Promise<{
  loop: number;
  source: Answer["receipt"]["source"];
  scanned: number;
  insideWorker: number[];
  fromPage: number[];
  afterNews: number[];
}> {
  return page.evaluate(
    async ([project, asked, count, newsRounds]) => {
      const ask = async () => {
        const result = await window.lochanApp.ask(project, asked);
        if (!result.ok) throw new Error(result.failure.message);
        return result.value;
      };
      for (let warm = 0; warm < 3; warm++) await ask();
      const sent = performance.now();
      const first = await ask();
      const fitting = Math.floor(5_000 / count / (performance.now() - sent));
      const loop = first.receipt.ms < 10 ? Math.max(10, Math.min(100, fitting)) : 1;
      const [insideWorker, fromPage]: [number[], number[]] = [[], []];
      for (let round = 0; round < count; round++) {
        let inside = 0;
        const started = performance.now();
        for (let turn = 0; turn < loop; turn++) inside += (await ask()).receipt.ms;
        fromPage.push((performance.now() - started) / loop);
        insideWorker.push(inside / loop);
      }
      const afterNews: number[] = [];
      for (let round = 0; round < newsRounds; round++) {
        const news = await window.lochanApp.append(project, [
          { name: "news", distinctId: "news", timestamp: Date.now() },
        ]);
        if (!news.ok) throw new Error(news.failure.message);
        afterNews.push((await ask()).receipt.ms);
      }
      const { source, scanned } = first.receipt;
      return { loop, source, scanned, insideWorker, fromPage, afterNews };
    },
    [projectId, question, ROUNDS, NEWS_ROUNDS] as const,
  );
}
