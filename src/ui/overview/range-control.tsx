import { createEffect, createSignal, For, Show, type JSX } from "solid-js";
import { NAMED_WINDOWS, WINDOW_LIMITS, type QuestionWindow } from "../../model/question.ts";
import { zoneOfProject, type Zone } from "../../model/time-zone.ts";
import { resolveWindow } from "../../model/windows.ts";
import { Button } from "../controls/button.tsx";
import { TextInput } from "../controls/field.tsx";
import { Icon } from "../controls/icon.tsx";
import { Popover } from "../controls/popover.tsx";
import { useEngine } from "../state/engine-context.ts";
import { useProject } from "../state/projects-context.ts";
import { RANGE_LABELS, rangeInWords, rangeLabel } from "../state/range-words.ts";
import { useView } from "../state/view-context.ts";
import { inputToInstant, instantToInput } from "../state/zoned-input.ts";
import styles from "./toolbar.module.css";

/** Named ranges, and one from and to of one's own in the project's zone. */
export function RangeControl(): JSX.Element {
  const engine = useEngine();
  const view = useView();
  const project = useProject();
  const [open, setOpen] = createSignal(false);
  const window = (): QuestionWindow => view.state().window;
  const choose = (next: QuestionWindow): void => {
    setOpen(false);
    view.change({ window: next });
  };
  /** Undefined until known, and where there is nothing to show. */
  const [extent, setExtent] = createSignal<{ from: number; to: number }>();
  createEffect(() => {
    if (!open()) return;
    void engine.extent(project().id).then((result) => setExtent((result.ok && result.value) || undefined));
  });
  const isAllTime = (): boolean => {
    const now = window();
    return "from" in now && now.from === extent()?.from && now.to === extent()?.to;
  };
  const chosen = (): string | undefined => {
    const now = window();
    return "last" in now ? now.last : undefined;
  };
  return (
    <>
      <Show when={view.zoomedFrom()}>
        {(before) => (
          <Button
            icon="zoom-out"
            title={`Back to ${rangeInWords(before(), project().timeZone)}`}
            onClick={() => view.zoomBack()}
          >
            Zoom out
          </Button>
        )}
      </Show>
      <Popover
        title="Range"
        quietTitle
        open={open()}
        onOpenChange={setOpen}
        placement="bottom-end"
        label={`Range: ${rangeLabel(window(), project().timeZone)}`}
        trigger={
          <>
            {rangeLabel(window(), project().timeZone)}
            <Icon name="chevron" size={13} />
          </>
        }
      >
        <div class={styles["ranges"]}>
          <For each={NAMED_WINDOWS}>
            {(last) => (
              <button
                type="button"
                class={styles["range"]}
                aria-pressed={chosen() === last}
                onClick={() => choose({ last })}
              >
                {RANGE_LABELS[last]}
              </button>
            )}
          </For>
          <button
            type="button"
            class={styles["range"]}
            aria-pressed={isAllTime()}
            disabled={extent() === undefined}
            title="From the day of the first event to that of the last"
            onClick={() => {
              const all = extent();
              if (all !== undefined) choose(all);
            }}
          >
            All time
          </button>
        </div>
        <CustomRange
          zone={zoneOfProject(project())}
          start={resolveWindow(window(), Date.now(), zoneOfProject(project()))}
          onChoose={choose}
        />
      </Popover>
    </>
  );
}

function CustomRange(props: {
  zone: Zone;
  start: { from: number; to: number };
  onChoose: (window: QuestionWindow) => void;
}): JSX.Element {
  const [from, setFrom] = createSignal(instantToInput(props.start.from, props.zone));
  const [to, setTo] = createSignal(instantToInput(props.start.to, props.zone));
  const [error, setError] = createSignal<string>();
  const apply = (event: Event): void => {
    event.preventDefault();
    const window = {
      from: inputToInstant(from(), props.zone),
      to: inputToInstant(to(), props.zone),
    };
    if (window.from === undefined || window.to === undefined) setError("Give both a date and a time.");
    else if (window.from >= window.to) setError("The end must come after the start.");
    else if (window.from < 0 || window.to > WINDOW_LIMITS.end)
      setError("Times are from 1970 to the year 9999.");
    else if (window.to - window.from > WINDOW_LIMITS.longestMs) setError("A range is of 200 years at most.");
    else props.onChoose({ from: window.from, to: window.to });
  };
  return (
    <form class={`${styles["form"]} ${styles["custom"]}`} onSubmit={apply} novalidate>
      <TextInput label="From" type="datetime-local" value={from()} onInput={setFrom} />
      <TextInput
        label="To, not included"
        type="datetime-local"
        value={to()}
        onInput={setTo}
        error={error()}
      />
      <div class={styles["formEnd"]}>
        <span>In {props.zone.name}</span>
        <Button type="submit" look="primary" small>
          Show
        </Button>
      </div>
    </form>
  );
}
