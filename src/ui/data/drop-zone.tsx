import { createSignal, onCleanup, onMount, type JSX } from "solid-js";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icon.tsx";
import { join } from "../controls/join.ts";
import styles from "./drop-zone.module.css";

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;

/**
 * Takes files dropped anywhere on the page while it is shown, or chosen with the button. What a
 * file is, is decided by its content, so the chooser hides none.
 */
export function DropZone(props: {
  title: string;
  hint: string;
  multiple: boolean;
  compact?: boolean;
  disabled?: boolean;
  onFiles: (files: File[]) => void;
}): JSX.Element {
  const [over, setOver] = createSignal(false);
  let input: HTMLInputElement | undefined;
  let leaving: ReturnType<typeof setTimeout> | undefined;

  const take = (list: FileList | undefined | null): void => {
    const files = [...(list ?? [])];
    if (files.length > 0 && props.disabled !== true)
      props.onFiles(props.multiple ? files : files.slice(0, 1));
  };

  onMount(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const hover = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      clearTimeout(leaving);
      setOver(true);
    };
    window.addEventListener("dragenter", hover, { signal });
    window.addEventListener("dragover", hover, { signal });
    window.addEventListener(
      "dragleave",
      () => {
        // Crossing from one element to the next leaves the first.
        leaving = setTimeout(() => setOver(false), 60);
      },
      { signal },
    );
    window.addEventListener(
      "drop",
      (event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      },
      { signal },
    );
    onCleanup(() => {
      stop.abort();
      clearTimeout(leaving);
    });
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
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      <Button disabled={props.disabled === true} onClick={() => input?.click()}>
        {props.multiple ? "Choose files" : "Choose a file"}
      </Button>
    </div>
  );
}
