import { createEffect, createSignal, For, on, Show, type JSX } from "solid-js";
import type { Exploration } from "../../model/exploration.ts";
import type { AnyQuestion, Granularity, QuestionWindow } from "../../model/question.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { formatBucket, formatFigure } from "../state/format.ts";
import { useProject } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import type { ColoredLine } from "./colored-lines.ts";
import { countedTerms } from "./counted-terms.ts";
import { pointQuestion } from "./point-question.ts";
import { withJudged } from "../state/event-address.ts";
import { PointPeople } from "./point-people.tsx";
import styles from "./view.module.css";

const quoted = (name: string): string => `“${name}”`;

/** A bucket that was clicked: its figures, and what can be done with it. */
export function PickedPoint(props: {
  time: number;
  times: readonly number[];
  lines: readonly ColoredLine[];
  exploration: Exploration;
  granularity: Granularity;
  /** What the answers are over: the bucket may reach beyond. */
  over: { from: number; to: number } | undefined;
  onZoom: (window: QuestionWindow) => void;
  /** Where something is to be written at an instant. */
  onAnnotate: (at: number) => void;
  onClose: () => void;
}): JSX.Element {
  const project = useProject();
  const view = useView();
  let zoom: HTMLButtonElement | undefined;
  const [people, setPeople] = createSignal<{ question: AnyQuestion; words: string }>();
  createEffect(
    on(
      () => props.time,
      () => zoom?.focus(),
    ),
  );
  const at = (): number => props.times.indexOf(props.time);
  const words = (): string => formatBucket(props.time, props.granularity, project().timeZone);
  const bucket = (): { from: number; to: number } => ({
    from: Math.max(props.time, props.over?.from ?? 0),
    to: Math.min(
      zoneOfProject(project()).nextBucket(props.granularity, props.time),
      props.over?.to ?? Infinity,
    ),
  });
  const questionOf = (line: ColoredLine): AnyQuestion | undefined =>
    pointQuestion(props.exploration, line, bucket(), props.over);
  const eventsOf = (line: ColoredLine): { href: string; besides: string[] } | undefined => {
    const question = questionOf(line);
    const found = question && countedTerms(question, project());
    if (found === undefined) return undefined;
    const href = view.href("/events", { window: bucket(), filters: found.terms });
    return { href: withJudged(href, question?.judgedOver), besides: found.besides };
  };
  return (
    <>
      <section
        class={styles["picked"]}
        aria-label={`Picked: ${words()}`}
        onKeyDown={(event) => {
          if (event.key === "Escape") props.onClose();
        }}
      >
        <header class={styles["pickedHead"]}>
          <strong>{words()}</strong>
          <span class={styles["pickedActions"]}>
            <Button
              small
              ref={zoom}
              onClick={() =>
                props.onZoom({
                  from: props.time,
                  to: zoneOfProject(project()).nextBucket(props.granularity, props.time),
                })
              }
            >
              Show this {props.granularity} alone
            </Button>
            <Button small onClick={() => props.onAnnotate(bucket().from)}>
              Annotate…
            </Button>
            <IconButton icon="close" label="Close" look="quiet" small onClick={() => props.onClose()} />
          </span>
        </header>
        <ul class={styles["pickedLines"]}>
          <For each={props.lines}>
            {(line) => (
              <Show when={line.values[at()] !== undefined}>
                <li class={styles["pickedLine"]}>
                  <span class={styles["lineName"]} style={{ "--stroke": `var(${line.color})` }}>
                    <bdi>{line.words}</bdi>&nbsp;<strong>{formatFigure(line.values[at()] ?? 0)}</strong>
                  </span>
                  <Show when={eventsOf(line)}>
                    {(events) => (
                      <>
                        <a
                          class={styles["pickedLink"]}
                          href={events().href}
                          aria-label={`Events of ${line.words}`}
                        >
                          Events
                        </a>
                        <Show when={events().besides.length > 0}>
                          <span class={styles["besides"]}>
                            The list has what {events().besides.map(quoted).join(" and ")}{" "}
                            {events().besides.length === 1 ? "leaves" : "leave"} out, marked: no filter says
                            {events().besides.length === 1 ? " its" : " their"} opposite.
                          </span>
                        </Show>
                      </>
                    )}
                  </Show>
                  <Show when={questionOf(line)}>
                    {(question) => (
                      <button
                        type="button"
                        class={styles["pickedLink"]}
                        aria-haspopup="dialog"
                        aria-label={`People of ${line.words}`}
                        onClick={() =>
                          setPeople({ question: question(), words: `${line.words}, ${words()}` })
                        }
                      >
                        People
                      </button>
                    )}
                  </Show>
                </li>
              </Show>
            )}
          </For>
        </ul>
      </section>
      {/* Not within: Escape there closes the dialog alone. */}
      <Show when={people()}>
        {(now) => (
          <PointPeople question={now().question} title={now().words} onClose={() => setPeople(undefined)} />
        )}
      </Show>
    </>
  );
}
