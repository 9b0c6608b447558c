import { createEffect, createSignal, For, on, Show, type JSX } from "solid-js";
import type { DamagedBlock } from "../../engine/api.ts";
import { damageWords } from "../../model/damage.ts";
import type { Project } from "../../model/project.ts";
import { Notice } from "../controls/notice.tsx";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";
import styles from "./data.module.css";

/** What of the log cannot be read. Nothing where all can. */
export function DamagePanel(props: { project: Project }): JSX.Element {
  const engine = useEngine();
  const live = useLive();
  const [blocks, setBlocks] = createSignal<DamagedBlock[]>([]);
  createEffect(
    on([() => props.project.id, live.generation], ([id]) => {
      void engine.damage(id).then((found) => {
        if (id === props.project.id) setBlocks(found.ok ? found.value : []);
      });
    }),
  );
  const events = (): number => blocks().reduce((sum, block) => sum + block.events, 0);
  return (
    <Show when={blocks().length > 0}>
      <Notice tone="bad" title={`${counted(events(), "event")} cannot be read`}>
        <ul class={styles["damage"]}>
          <For each={blocks()}>{(block) => <li>{damageWords(block)}</li>}</For>
        </ul>
        Their bytes on this device are not what was written. Everything else is read, counted and exported
        without them. Import the files they came from again, or a backup, to bring them back.
      </Notice>
    </Show>
  );
}
