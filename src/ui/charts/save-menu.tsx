import { createSignal, type JSX } from "solid-js";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icon.tsx";
import { Popover } from "../controls/popover.tsx";
import { datedFileName, saveBlob, saveCsv } from "../data/save-blob.ts";
import styles from "./save-menu.module.css";

/** Saves what a panel shows: its numbers as CSV, its picture as PNG. */
export function SaveMenu(props: {
  /** Of what is saved; names the button and the file. */
  title: string;
  csv: () => string;
  /** Undefined where no picture is shown. */
  picture: () => HTMLCanvasElement | undefined;
  hasPicture: boolean;
}): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const saveNumbers = (): void => {
    saveCsv(props.csv(), props.title);
    setOpen(false);
  };
  const savePicture = (blob: Blob | null): void => {
    if (blob !== null) saveBlob(blob, datedFileName(props.title, "png"));
    setOpen(false);
  };
  return (
    <Popover
      title="Save what is shown"
      label={`Save: ${props.title}`}
      triggerLook={{ look: "quiet", small: true }}
      placement="bottom-end"
      trigger={<Icon name="download" size={14} />}
      open={open()}
      onOpenChange={setOpen}
    >
      <div class={styles["choices"]}>
        <Button small icon="table" onClick={saveNumbers}>
          Numbers as CSV
        </Button>
        <Button
          small
          icon="chart"
          disabled={!props.hasPicture}
          onClick={() => props.picture()?.toBlob(savePicture, "image/png")}
        >
          Picture as PNG
        </Button>
      </div>
    </Popover>
  );
}
