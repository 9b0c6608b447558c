import { createResource, createSignal, For, Match, Show, Switch, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { hashOfText } from "../../model/receipt-hash.ts";
import { Button } from "../controls/button.tsx";
import { copyText } from "../controls/copy-text.ts";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { Icon } from "../controls/icon.tsx";
import { failureText } from "../state/failure-text.ts";
import { counted } from "../state/counted.ts";
import { formatFineClock, formatInstant } from "../state/format.ts";
import styles from "./receipt-dialog.module.css";
import { receiptToText, type Outcome, type ReceiptBuckets, type ReceiptView } from "./receipt-view.ts";

/** The whole receipt of a figure: what was asked, what it was made of, and whether the same comes out again. */
export function ReceiptDialog(props: { open: boolean; onClose: () => void; view: ReceiptView }): JSX.Element {
  return (
    <Dialog open={props.open} onClose={() => props.onClose()} title="Where this comes from" wide>
      <Body view={props.view} />
    </Dialog>
  );
}

type Again = { kind: "running" } | { kind: "done"; outcome: Outcome } | { kind: "failed"; failure: Failure };

function Body(props: { view: ReceiptView }): JSX.Element {
  // The figure goes on changing on the page: this is the receipt of when it was opened.
  // eslint-disable-next-line solid/reactivity
  const { view } = props;
  const [hash] = createResource(() => hashOfText(view.record));
  const [again, setAgain] = createSignal<Again>();
  const [copied, setCopied] = createSignal("");
  const outcome = (): Outcome | undefined => {
    const now = again();
    return now?.kind === "done" ? now.outcome : undefined;
  };
  const failure = (): Failure | undefined => {
    const now = again();
    return now?.kind === "failed" ? now.failure : undefined;
  };
  const runAgain = async (): Promise<void> => {
    setAgain({ kind: "running" });
    const done = await view.runAgain();
    setAgain(done.ok ? { kind: "done", outcome: done.value } : { kind: "failed", failure: done.failure });
  };
  const copy = async (): Promise<void> => {
    const text = receiptToText(view, await hashOfText(view.record));
    setCopied(
      (await copyText(text)) ? "The receipt is on the clipboard." : "The browser did not allow copying.",
    );
  };
  return (
    <>
      <p class={styles["words"]}>{view.words}</p>
      <dl class={styles["facts"]}>
        <For each={view.facts}>
          {([label, value]) => (
            <div class={styles["fact"]}>
              <dt>{label}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          )}
        </For>
        <Show when={view.buckets}>{(buckets) => <Buckets buckets={buckets()} />}</Show>
        <div class={styles["fact"]}>
          <dt>SHA-256</dt>
          <dd class={styles["hash"]}>{hash() ?? "…"}</dd>
        </div>
      </dl>
      <Show when={view.sql}>{(sql) => <Text label="The SQL that was run" text={sql()} />}</Show>
      <Text label="The question as JSON" text={view.asked} />
      <div role="status" class={styles["again"]}>
        <Switch>
          <Match when={again()?.kind === "running"}>Asking the same again</Match>
          <Match when={outcome()}>
            {(now) => (
              <>
                <strong class={now().isSame ? styles["same"] : styles["changed"]}>
                  <Icon name={now().isSame ? "check" : "info"} size={15} />
                  {now().isSame ? "The same." : "Not the same."}
                </strong>
                <For each={now().words}>{(words) => <p>{words}</p>}</For>
              </>
            )}
          </Match>
          <Match when={failure()}>
            {(now) => (
              <p>
                {failureText(now()).title}. {failureText(now()).body}
              </p>
            )}
          </Match>
        </Switch>
      </div>
      <DialogActions>
        <span class={styles["said"]} role="status">
          {copied()}
        </span>
        <Button icon="copy" onClick={() => void copy()}>
          Copy as text
        </Button>
        <Button look="primary" busy={again()?.kind === "running"} onClick={() => void runAgain()}>
          Run again
        </Button>
      </DialogActions>
    </>
  );
}

function Text(props: { label: string; text: string }): JSX.Element {
  return (
    <details class={styles["text"]}>
      <summary>{props.label}</summary>
      <pre tabIndex={0} role="region" aria-label={props.label}>
        {props.text}
      </pre>
    </details>
  );
}

function Buckets(props: { buckets: ReceiptBuckets }): JSX.Element {
  const at = (ms: number): string =>
    props.buckets.unit === "second"
      ? formatFineClock(ms, props.buckets.timeZone)
      : formatInstant(ms, props.buckets.timeZone);
  const starts = () => props.buckets.starts;
  return (
    <div class={styles["fact"]}>
      <dt>Made of</dt>
      <dd>
        {counted(starts().length, props.buckets.unit)}
        <Show when={starts().length > 0}>
          , the first from {at(starts()[0] ?? 0)}, the last from {at(starts().at(-1) ?? 0)}
        </Show>
      </dd>
    </div>
  );
}
