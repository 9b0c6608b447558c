import { Show, type JSX } from "solid-js";
import { BOTS, type ActiveRule } from "../../model/traffic.ts";
import { Badge } from "../controls/badge.tsx";
import styles from "./stream-panel.module.css";

/** Marks an event that a traffic rule leaves out of answers. */
export function LeftOutBadge(props: { rule: ActiveRule | undefined }): JSX.Element {
  return (
    <Show when={props.rule}>
      {(rule) => (
        <span class={styles["badge"]} title={`Left out by the traffic rule ${rule().name}`}>
          <Badge tone="warn">{rule().name === BOTS ? "Bot" : "Internal"}</Badge>
        </span>
      )}
    </Show>
  );
}
