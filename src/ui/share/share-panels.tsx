import { For, Show, type JSX } from "solid-js";
import type { ListChoice } from "../../slice/share-request.ts";
import type { SliceGranularity } from "../../slice/slice.ts";
import choices from "../controls/choices.module.css";
import { join } from "../controls/join.ts";

/** What of the dashboard is in the file. */
export function SharePanels(props: {
  lists: readonly ListChoice[];
  chart: boolean;
  onChart: (on: boolean) => void;
  /** Positions of lists that are left out. */
  without: ReadonlySet<number>;
  onWithout: (without: ReadonlySet<number>) => void;
  /** What the range ends in, where that is not over. */
  running: SliceGranularity | undefined;
  onlyOver: boolean;
  onOnlyOver: (on: boolean) => void;
}): JSX.Element {
  const toggle = (at: number): void => {
    const next = new Set(props.without);
    if (!next.delete(at)) next.add(at);
    props.onWithout(next);
  };
  return (
    <fieldset class={join(choices["choices"], choices["inline"])}>
      <legend>What is in it</legend>
      <label>
        <input
          type="checkbox"
          checked={props.chart}
          onChange={(event) => props.onChart(event.currentTarget.checked)}
        />
        Events, users and sessions over time
      </label>
      <For each={props.lists}>
        {(list, at) => (
          <label>
            <input type="checkbox" checked={!props.without.has(at())} onChange={() => toggle(at())} />
            {list.label}
          </label>
        )}
      </For>
      <Show when={props.running}>
        {(unit) => (
          <label>
            <input
              type="checkbox"
              checked={!props.onlyOver}
              onChange={(event) => props.onOnlyOver(!event.currentTarget.checked)}
            />
            This {unit()}, so far
          </label>
        )}
      </Show>
    </fieldset>
  );
}
