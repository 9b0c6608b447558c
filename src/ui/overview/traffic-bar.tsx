import { Match, Show, Switch, type JSX } from "solid-js";
import { Button } from "../controls/button.tsx";
import { counted } from "../state/counted.ts";
import { useView } from "../state/view-context.ts";
import styles from "./traffic-bar.module.css";

/** What traffic rules leave out of the numbers below, and the way to see it; nothing where that is nothing. */
export function TrafficBar(props: {
  leftOut: number;
  /** Such as `of the last 5 minutes`. */
  of?: string;
}): JSX.Element {
  const view = useView();
  const isAll = (): boolean => view.state().allTraffic;
  const events = (): string => [counted(props.leftOut, "event"), props.of].filter(Boolean).join(" ");
  const rules = (): JSX.Element => (
    <a class={styles["link"]} href={`${view.href("/settings")}#traffic`}>
      traffic rules
    </a>
  );
  return (
    <Show when={props.leftOut > 0 || isAll()}>
      <div class={styles["bar"]}>
        <span>
          <Switch
            fallback={
              <>
                All traffic is shown, with {events()} that {rules()} leave out
              </>
            }
          >
            <Match when={!isAll()}>
              {events()} left out by {rules()}
            </Match>
            <Match when={props.leftOut === 0}>All traffic is shown; {rules()} would leave nothing out</Match>
          </Switch>
        </span>
        <Button small pressed={isAll()} onClick={() => view.change({ allTraffic: !isAll() })}>
          Show all traffic
        </Button>
      </div>
    </Show>
  );
}
