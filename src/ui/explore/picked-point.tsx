import { createEffect, For, on, Show, type JSX } from "solid-js";
import type { Granularity, QuestionWindow } from "../../model/question.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { formatBucket, formatFigure } from "../state/format.ts";
import { useProject } from "../state/projects-context.ts";
import type { ColoredLine } from "./colored-lines.ts";
import styles from "./view.module.css";

/** A bucket that was clicked: its figures, and what can be done with it. */
export function PickedPoint(props: {
  time: number;
  times: readonly number[];
  lines: readonly ColoredLine[];
  granularity: Granularity;
  onZoom: (window: QuestionWindow) => void;
  onClose: () => void;
}): JSX.Element {
  const project = useProject();
  let zoom: HTMLButtonElement | undefined;
  createEffect(
    on(
      () => props.time,
      () => zoom?.focus(),
    ),
  );
  const at = (): number => props.times.indexOf(props.time);
  const words = (): string => formatBucket(props.time, props.granularity, project().timeZone);
  return (
    <section
      class={styles["picked"]}
      aria-label={`Picked: ${words()}`}
      onKeyDown={(event) => {
        if (event.key === "Escape") props.onClose();
      }}
    >
      <strong>{words()}</strong>
      <ul class={styles["pickedLines"]}>
        <For each={props.lines}>
          {(line) => (
            <Show when={line.values[at()] !== undefined}>
              <li class={styles["lineName"]} style={{ "--stroke": `var(${line.color})` }}>
                <bdi>{line.words}</bdi>&nbsp;<strong>{formatFigure(line.values[at()] ?? 0)}</strong>
              </li>
            </Show>
          )}
        </For>
      </ul>
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
        <IconButton icon="close" label="Close" look="quiet" small onClick={() => props.onClose()} />
      </span>
    </section>
  );
}
