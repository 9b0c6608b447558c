import { createSignal, For, Show, type JSX } from "solid-js";
import type { VerifyReport } from "../../engine/api.ts";
import { damageWords } from "../../model/damage.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { Notice, type NoticeTone } from "../controls/notice.tsx";
import { Progress } from "../controls/progress.tsx";
import { createVerification } from "../data/verify.ts";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { failureText } from "../state/failure-text.ts";
import { formatCount, formatInstant } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import styles from "./settings.module.css";

export function VerifySection(props: { project: Project }): JSX.Element {
  const engine = useEngine();
  const live = useLive();
  const [asking, setAsking] = createSignal(false);
  const verification = createVerification(engine, () => props.project.id);
  const working = (): string => (live.upkeep()?.work === "rebuild" ? "Building anew" : "Recounting");
  const share = (): number | undefined => {
    const job = live.upkeep();
    return job === undefined || job.total === 0 ? undefined : job.done / job.total;
  };
  return (
    <div class={styles["form"]}>
      <div class={styles["submit"]}>
        <Button busy={verification.running() === "verify"} onClick={() => void verification.run()}>
          {verification.running() === "verify" ? "Recounting" : "Recount everything"}
        </Button>
        <Button busy={verification.running() === "rebuild"} onClick={() => setAsking(true)}>
          {verification.running() === "rebuild" ? "Building anew" : "Rebuild all counts"}
        </Button>
        <Show when={verification.running()}>
          <Button onClick={() => verification.cancel()}>Cancel</Button>
        </Show>
      </div>
      <Show when={verification.running() !== undefined || live.upkeep() !== undefined}>
        <Progress label={working()} value={share()} />
        <p class={styles["said"]}>
          {working()}
          <Show when={live.upkeep()?.total}>
            {(total) => (
              <>
                : {formatCount(live.upkeep()?.done ?? 0)} of {counted(total(), "event")}
              </>
            )}
          </Show>
        </p>
      </Show>
      <Show when={verification.running() === undefined && verification.report()}>
        {(report) => <Report report={report()} timeZone={props.project.timeZone} />}
      </Show>
      <Show when={verification.running() === undefined && verification.rebuilt()}>
        {(rebuilt) => (
          <Notice tone="good" title="All counts were built anew">
            {counted(rebuilt().events, "event")} of the log up to entry {formatCount(rebuilt().sequence)}, in{" "}
            {formatCount(Math.ceil(rebuilt().ms / 1000))} s.
          </Notice>
        )}
      </Show>
      <Show when={verification.running() === undefined && verification.failure()}>
        {(reason) => (
          <Notice
            tone={reason().kind === "query-cancelled" || reason().kind === "cancelled" ? "plain" : "bad"}
            title={failureText(reason()).title}
          >
            {failureText(reason()).body}
          </Notice>
        )}
      </Show>
      <Dialog open={asking()} onClose={() => setAsking(false)} title="Rebuild all counts?">
        <p>
          The counts, the realtime counters and the query engine's copy are made anew from the log. Events are
          not touched. Until the new counts are there the old ones are shown; filters, and whatever else needs
          events one by one, wait for the query engine. A large log takes a while.
        </p>
        <DialogActions>
          <Button onClick={() => setAsking(false)}>Cancel</Button>
          <Button
            look="primary"
            onClick={() => {
              setAsking(false);
              void verification.rebuild();
            }}
          >
            Rebuild
          </Button>
        </DialogActions>
      </Dialog>
    </div>
  );
}

function Report(props: { report: VerifyReport; timeZone: string }): JSX.Element {
  const isSame = (): boolean => props.report.drift === 0;
  const isRepaired = (): boolean => props.report.repaired?.drift === 0;
  const tone = (): NoticeTone => {
    if (props.report.lost.length > 0) return "bad";
    if (isSame()) return "good";
    return isRepaired() ? "warn" : "bad";
  };
  return (
    <Notice tone={tone()} title={`Drift ${formatCount(props.report.drift)}`}>
      {counted(props.report.buckets, "bucket was", "buckets were")} recounted{" "}
      {formatInstant(props.report.at, props.timeZone)}, from the log up to entry{" "}
      {formatCount(props.report.sequence)}.
      <Show when={isSame()}>
        {" "}
        {props.report.unknown > 0
          ? "Events, users and sessions are the same in all that can be checked."
          : "Events, users and sessions are the same in all of them."}
      </Show>
      <Show when={!isSame()}>
        <ul class={styles["differences"]}>
          <For each={props.report.differences}>{(words) => <li>{words}</li>}</For>
        </ul>
        <Show when={props.report.drift > props.report.differences.length}>
          <p>The first {formatCount(props.report.differences.length)} are listed.</p>
        </Show>
      </Show>
      <Show when={props.report.repaired}>
        {(repaired) => (
          <p>
            The counts were built anew from the log and recounted: drift {formatCount(repaired().drift)} in{" "}
            {counted(repaired().buckets, "bucket")}.
          </p>
        )}
      </Show>
      <Show when={props.report.lost.length > 0}>
        <ul class={styles["differences"]}>
          <For each={props.report.lost}>{(block) => <li>{damageWords(block)}</li>}</For>
        </ul>
        <p>
          {counted(props.report.unknown, "bucket")} of that time cannot be checked and were left as they are:
          the counts may still know what the log has lost. Rebuilding makes them equal to what can be read.
          Importing the same events again brings them back.
        </p>
      </Show>
    </Notice>
  );
}
