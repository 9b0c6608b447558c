import { Show, type JSX } from "solid-js";
import { IconButton } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { join } from "./join.ts";
import styles from "./feedback.module.css";

export type NoticeTone = "plain" | "good" | "warn" | "bad";

const ICONS: Record<NoticeTone, IconName> = {
  plain: "info",
  good: "check",
  warn: "warning",
  bad: "warning",
};

export interface NoticeProps {
  tone?: NoticeTone | undefined;
  title: string;
  /** What was kept and what to do. */
  children?: JSX.Element;
  actions?: JSX.Element;
  onDismiss?: (() => void) | undefined;
}

/** Words inside the page about something that happened. Bad news interrupts a screen reader. */
export function Notice(props: NoticeProps): JSX.Element {
  const tone = (): NoticeTone => props.tone ?? "plain";
  return (
    <div
      class={join(styles["notice"], tone() !== "plain" && styles[tone()])}
      role={tone() === "bad" ? "alert" : "status"}
    >
      <Icon name={ICONS[tone()]} size={17} />
      <div class={styles["noticeBody"]}>
        <p class={styles["noticeTitle"]}>{props.title}</p>
        <Show when={props.children !== undefined}>
          <div class={styles["noticeText"]}>{props.children}</div>
        </Show>
      </div>
      <div class={styles["noticeActions"]}>
        {props.actions}
        <Show when={props.onDismiss}>
          {(dismiss) => (
            <IconButton icon="close" label="Dismiss" look="quiet" small onClick={() => dismiss()()} />
          )}
        </Show>
      </div>
    </div>
  );
}
