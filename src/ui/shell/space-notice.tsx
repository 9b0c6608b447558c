import { createEffect, createSignal, Show, type JSX } from "solid-js";
import type { EngineStatus } from "../../engine/api.ts";
import { spaceLevel, type SpaceLevel } from "../../model/space.ts";
import { LinkButton } from "../controls/button.tsx";
import { Notice } from "../controls/notice.tsx";
import { fullPercent, MAKE_ROOM, pausedTitle, tightTitle, usageWords } from "../state/space-words.ts";
import { useView } from "../state/view-context.ts";
import styles from "./shell.module.css";

/** Storage runs out: said before intake pauses and while it does. Once dismissed, it stays away until it gets worse. */
export function SpaceNotice(props: { status: EngineStatus | undefined }): JSX.Element {
  const view = useView();
  const space = () => props.status?.storage;
  const [dismissed, setDismissed] = createSignal<SpaceLevel>("roomy");
  const level = (): SpaceLevel => {
    const known = space();
    return known === undefined ? "roomy" : spaceLevel(known);
  };
  createEffect(() => {
    if (level() === "roomy" || (level() === "tight" && dismissed() === "full")) setDismissed(level());
  });
  const shown = () => (level() === "roomy" || level() === dismissed() ? undefined : space());

  return (
    <Show when={shown()}>
      {(now) => (
        <Notice
          tone={level() === "full" ? "bad" : "warn"}
          title={level() === "full" ? pausedTitle(now()) : tightTitle(now())}
          onDismiss={() => setDismissed(level())}
        >
          {usageWords(now())} are used.{" "}
          <Show when={level() === "full"} fallback={<>From {fullPercent}% on nothing new is taken in. </>}>
            What is stored stays. Sites keep their new events and send them again; a file must be imported
            again. Intake goes on by itself{" "}
            {now().noSpace === true ? "when there is room" : `below ${fullPercent}%`}.{" "}
          </Show>
          Export what you cannot lose. {MAKE_ROOM}
          <div class={styles["ways"]}>
            <LinkButton small href={view.href("/data")}>
              Export
            </LinkButton>
            <LinkButton small href={`${view.href("/settings")}#retention`}>
              Make room
            </LinkButton>
          </div>
        </Notice>
      )}
    </Show>
  );
}
