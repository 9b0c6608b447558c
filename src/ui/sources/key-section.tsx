import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import type { Project, RetiredKey } from "../../model/project.ts";
import { Badge } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { Form } from "../controls/form.tsx";
import { Select } from "../controls/select.tsx";
import { whenText } from "../state/figures.ts";
import { FormFailure } from "../controls/form-failure.tsx";
import { createClock } from "../state/clock.ts";
import { useEngine } from "../state/engine-context.ts";
import styles from "./sources.module.css";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const GRACES = [
  { value: "0", label: "Not any longer" },
  { value: "1", label: "1 day" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
] as const;
type Days = (typeof GRACES)[number]["value"];

/** The key of the snippet, the ones before it, and how to change it. */
export function KeySection(props: { project: Project; onSaved: () => Promise<void> }): JSX.Element {
  const engine = useEngine();
  const tick = createClock(MINUTE_MS);
  const [asking, setAsking] = createSignal(false);
  const [ending, setEnding] = createSignal<string>();
  const [failure, setFailure] = createSignal<Failure>();
  const [said, setSaid] = createSignal("");
  const retired = createMemo(() => (props.project.retiredKeys ?? []).toReversed());

  const change = async (patch: object, words: string): Promise<boolean> => {
    const updated = await engine.updateProject(props.project.id, patch);
    setFailure(updated.ok ? undefined : updated.failure);
    if (updated.ok) await props.onSaved();
    setSaid(updated.ok ? words : "");
    return updated.ok;
  };
  const rotate = async (days: Days): Promise<boolean> => {
    const isDone = await change(
      { rotateKey: { graceMs: Number(days) * DAY_MS } },
      "There is a new key. Put the snippet above on your pages again.",
    );
    if (isDone) setAsking(false);
    return isDone;
  };
  const end = async (key: string): Promise<void> => {
    setEnding(key);
    await change({ endKey: key }, "The old key is not taken any more.");
    setEnding(undefined);
  };

  return (
    <div class={styles["keys"]}>
      <FormFailure failure={failure()} fields={[]} />
      <div class={styles["key"]}>
        <code class={styles["keyText"]}>{props.project.writeKey}</code>
        <Button small onClick={() => setAsking(true)}>
          Make a new key
        </Button>
      </div>
      <Show when={retired().length > 0}>
        <ul class={styles["oldKeys"]} aria-label="Old keys">
          <For each={retired()}>
            {(old) => (
              <OldKey
                old={old}
                timeZone={props.project.timeZone}
                now={nowAt(tick())}
                isEnding={ending() === old.key}
                onEnd={() => void end(old.key)}
              />
            )}
          </For>
        </ul>
      </Show>
      <span role="status" class={styles["said"]}>
        {said()}
      </span>
      <Dialog
        open={asking()}
        onClose={() => setAsking(false)}
        title="Make a new key"
        description="Pages with the old key send on while it is taken. After that what they send is refused; they keep it and send it again once they carry the new snippet."
      >
        <RotateForm onCancel={() => setAsking(false)} onRotate={rotate} failure={failure()} />
      </Dialog>
    </div>
  );
}

function RotateForm(props: {
  failure: Failure | undefined;
  onCancel: () => void;
  onRotate: (days: Days) => Promise<boolean>;
}): JSX.Element {
  const [days, setDays] = createSignal<Days>("7");
  const [pending, setPending] = createSignal(false);
  const submit = async (): Promise<void> => {
    setPending(true);
    await props.onRotate(days());
    setPending(false);
  };
  return (
    <Form onSubmit={submit}>
      <FormFailure failure={props.failure} fields={[]} />
      <div class={styles["grace"]}>
        <span aria-hidden="true">The old key is taken for</span>
        <Select
          label="The old key is taken for"
          wide
          options={GRACES.map((grace) => ({ ...grace }))}
          value={days()}
          onChange={setDays}
        />
      </div>
      <DialogActions>
        <Button onClick={() => props.onCancel()}>Cancel</Button>
        <Button type="submit" look="primary" busy={pending()}>
          Make a new key
        </Button>
      </DialogActions>
    </Form>
  );
}

/** A key may have been ended since the last whole minute. */
const nowAt = (_tick: number): number => Date.now();

function OldKey(props: {
  old: RetiredKey;
  timeZone: string;
  now: number;
  isEnding: boolean;
  onEnd: () => void;
}): JSX.Element {
  const isTaken = (): boolean => props.old.endsAt > props.now;
  const when = (): string => whenText(props.old.endsAt, props.timeZone, props.now);
  return (
    <li class={styles["key"]}>
      <code class={styles["keyText"]}>{props.old.key}</code>
      <Badge tone={isTaken() ? "warn" : "plain"}>
        {isTaken() ? `Old, taken until ${when()}` : `Old, ended ${when()}`}
      </Badge>
      <Show when={isTaken()}>
        <Button small look="danger" busy={props.isEnding} onClick={() => props.onEnd()}>
          End now<span class="visually-hidden"> {props.old.key}</span>
        </Button>
      </Show>
    </li>
  );
}
