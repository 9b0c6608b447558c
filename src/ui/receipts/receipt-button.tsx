import { createSignal, lazy, Show, Suspense, type JSX } from "solid-js";
import { join } from "../controls/join.ts";
import { Icon } from "../controls/icon.tsx";
import styles from "./receipt-button.module.css";
import type { ReceiptView } from "./receipt-view.ts";

const ReceiptDialog = lazy(async () => ({ default: (await import("./receipt-dialog.tsx")).ReceiptDialog }));

/** Opens a receipt; what it tells is made then. */
export function ReceiptButton(props: {
  /** Where it comes from and how long it took, as short as can be. */
  words: string;
  /** Beside much else: only a sign where its panel is narrow. */
  brief?: boolean | undefined;
  /** Undefined where there is nothing to tell after all. */
  view: () => ReceiptView | undefined | Promise<ReceiptView | undefined>;
}): JSX.Element {
  const [view, setView] = createSignal<ReceiptView>();
  const [open, setOpen] = createSignal(false);
  const show = async (): Promise<void> => {
    const made = await props.view();
    setView(made);
    setOpen(made !== undefined);
  };
  return (
    <>
      <button
        type="button"
        class={join(styles["trigger"], props.brief === true && styles["brief"])}
        aria-label={`Receipt: ${props.words}`}
        aria-haspopup="dialog"
        onClick={() => void show()}
      >
        <span class={styles["words"]}>{props.words}</span>
        <span class={styles["sign"]}>
          <Icon name="info" size={14} />
        </span>
      </button>
      <Suspense>
        <Show when={view()}>
          {(shown) => <ReceiptDialog open={open()} onClose={() => setOpen(false)} view={shown()} />}
        </Show>
      </Suspense>
    </>
  );
}
