import { createSignal, onCleanup, onMount, Show, type JSX } from "solid-js";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icon.tsx";
import { join } from "../controls/join.ts";
import { chooseFolder, onFileDrag } from "./dropped-files.ts";
import styles from "./drop-zone.module.css";

/**
 * Takes files dropped anywhere on the page while it is shown, or chosen with a button. What a
 * file is, is decided by its content, so the chooser hides none.
 */
export function DropZone(props: {
  title: string;
  hint: string;
  multiple: boolean;
  compact?: boolean;
  disabled?: boolean;
  /** Drops are taken by the shell: this shows where they may be, and chooses. */
  passive?: boolean;
  /** More ways in, beside the choosers. */
  more?: JSX.Element;
  onFiles: (files: File[]) => void;
}): JSX.Element {
  const [over, setOver] = createSignal(false);
  let input: HTMLInputElement | undefined;

  const take = (files: readonly File[]): void => {
    if (files.length > 0 && props.disabled !== true)
      props.onFiles(props.multiple ? [...files] : files.slice(0, 1));
  };

  onMount(() => {
    if (props.passive === true) return;
    const stop = new AbortController();
    onCleanup(() => stop.abort());
    onFileDrag({ signal: stop.signal, takes: () => true, onOver: setOver, onFiles: take });
  });

  return (
    <div
      class={join(styles["zone"], props.compact === true && styles["compact"])}
      data-over={over() ? "" : undefined}
    >
      <Icon name="upload" size={20} />
      <p class={styles["title"]}>{over() ? "Let go to import" : props.title}</p>
      <p class={styles["hint"]}>{props.hint}</p>
      <input
        ref={input}
        type="file"
        class="visually-hidden"
        tabIndex={-1}
        aria-label="Choose files to import"
        multiple={props.multiple}
        disabled={props.disabled === true}
        onChange={(event) => {
          take([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <div class={styles["ways"]}>
        <Button look="primary" disabled={props.disabled === true} onClick={() => input?.click()}>
          {props.multiple ? "Choose files" : "Choose a file"}
        </Button>
        <Show when={props.multiple}>
          <Button disabled={props.disabled === true} onClick={() => void chooseFolder().then(take)}>
            Choose a folder
          </Button>
        </Show>
        {props.more}
      </div>
    </div>
  );
}
