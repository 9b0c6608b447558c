import { createSignal, Show, type JSX } from "solid-js";
import { FEED_KINDS, type LiveFeed } from "../../model/live-feed.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { Choices } from "../controls/choices.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { TextInput } from "../controls/field.tsx";
import { Form } from "../controls/form.tsx";
import { Notice } from "../controls/notice.tsx";
import { Progress } from "../controls/progress.tsx";
import { fieldError, FormFailure } from "../controls/form-failure.tsx";
import { useEngine } from "../state/engine-context.ts";
import { createFeedDraft, FEED_FIELDS, type FeedDraft } from "./feed-draft.ts";
import { FeedMappingFields } from "./feed-mapping-fields.tsx";
import { FeedPreview } from "./feed-preview.tsx";
import { KIND_WORDS } from "./feed-words.ts";
import styles from "./feeds.module.css";

/** Adds a feed, or changes `feed`. */
export function FeedDialog(props: {
  project: Project;
  feed: LiveFeed | undefined;
  open: boolean;
  onClose: () => void;
}): JSX.Element {
  let drop: () => void = () => undefined;
  const close = (): void => {
    drop();
    props.onClose();
  };
  return (
    <Dialog
      open={props.open}
      onClose={() => close()}
      wide
      title={props.feed === undefined ? "Add a live feed" : `Change ${props.feed.name}`}
      description="Lochan reads it while it is open in a tab, and goes on from where it was."
    >
      <FeedForm
        project={props.project}
        feed={props.feed}
        onDrop={(call) => (drop = call)}
        onCancel={close}
        onDone={() => {
          drop = () => undefined;
          props.onClose();
        }}
      />
    </Dialog>
  );
}

function FeedForm(props: {
  project: Project;
  feed: LiveFeed | undefined;
  /** What to do when the dialog is closed with nothing saved. */
  onDrop: (call: () => void) => void;
  onCancel: () => void;
  onDone: () => void;
}): JSX.Element {
  // A fresh draft each time the dialog opens.
  const draft = createFeedDraft(useEngine(), props.project.id, props.feed);
  const [step, setStep] = createSignal<"address" | "fields">("address");
  props.onDrop(() => void draft.drop());

  const look = async (): Promise<void> => {
    if (await draft.look()) setStep("fields");
  };
  const save = async (): Promise<void> => {
    if (await draft.save("on")) props.onDone();
  };
  const isUnreachable = (): boolean => draft.failure()?.kind === "feed-unreachable";

  return (
    <Form onSubmit={() => (step() === "address" ? look() : save())}>
      <div class={styles["form"]}>
        <FormFailure failure={draft.failure()} fields={FEED_FIELDS} />
        <Show
          when={step() === "address"}
          fallback={
            <>
              <FeedMappingFields draft={draft} error={fieldError(draft.failure(), "mapping")} />
              <FeedPreview draft={draft} timeZone={props.project.timeZone} />
            </>
          }
        >
          <AddressFields draft={draft} />
        </Show>
        <Show when={draft.busy() === "looking"}>
          <div class={styles["working"]}>
            <Progress label="Waiting for the first rows" />
            <p>Waiting for the first rows, for at most 20 seconds.</p>
          </div>
        </Show>
      </div>
      <DialogActions>
        <Show
          when={draft.busy() === "looking"}
          fallback={
            <Button onClick={() => (step() === "fields" ? setStep("address") : props.onCancel())}>
              {step() === "fields" ? "Back" : "Cancel"}
            </Button>
          }
        >
          <Button onClick={() => draft.stopLooking()}>Stop</Button>
        </Show>
        <Show when={step() === "address" && (isUnreachable() || props.feed !== undefined)}>
          <Button onClick={() => setStep("fields")} disabled={draft.busy() !== undefined}>
            Choose the fields without looking
          </Button>
        </Show>
        <Button type="submit" look="primary" busy={draft.busy() !== undefined}>
          {step() === "address" ? "Allow and look" : props.feed?.state === "on" ? "Save" : "Turn on"}
        </Button>
      </DialogActions>
    </Form>
  );
}

function AddressFields(props: { draft: FeedDraft }): JSX.Element {
  const error = (field: (typeof FEED_FIELDS)[number]): string | undefined =>
    fieldError(props.draft.failure(), field);
  const text = () => props.draft.text();
  return (
    <>
      <TextInput
        label="Name"
        value={text().name}
        onInput={(name) => props.draft.change({ name })}
        placeholder="Orders"
        maxLength={60}
        error={error("name")}
      />
      <Choices
        inline
        legend="Kind"
        options={FEED_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))}
        value={props.draft.kind()}
        onChange={(kind) => props.draft.setKind(kind)}
      />
      <TextInput
        label="Address"
        value={text().url}
        onInput={(url) => props.draft.change({ url })}
        placeholder={
          props.draft.kind() === "websocket" ? "wss://feeds.example/live" : "https://feeds.example/live"
        }
        inputMode="url"
        hint={
          props.draft.kind() === "poll"
            ? "NDJSON, or a JSON list. {since} in it becomes the time of the newest event that came."
            : "{lastEventId} in it becomes the last id that came, where the server wants it there."
        }
        error={error("url")}
      />
      <Show when={props.draft.kind() === "poll"}>
        <TextInput
          label="Seconds between two times it is asked"
          value={text().pollSeconds}
          onInput={(pollSeconds) => props.draft.change({ pollSeconds })}
          inputMode="numeric"
          error={error("pollSeconds")}
        />
      </Show>
      <Show when={props.draft.kind() === "sse"}>
        <TextInput
          label="Seconds of silence after which it is connected again"
          value={text().silenceSeconds}
          onInput={(silenceSeconds) => props.draft.change({ silenceSeconds })}
          inputMode="numeric"
          hint="A comment counts as a sign of life. A connection that died without a word is noticed by this alone."
          error={error("silenceSeconds")}
        />
      </Show>
      <Show when={props.draft.kind() === "websocket"}>
        <TextInput
          label="Message to send once it is open, if it wants one"
          value={text().greeting}
          onInput={(greeting) => props.draft.change({ greeting })}
          placeholder={'{"after":"{lastEventId}"}'}
          hint="With {lastEventId} in it, it is sent once there is one, and the server can send what was missed."
          error={error("greeting")}
        />
      </Show>
      <Show when={props.draft.kind() !== "sse"}>
        <TextInput
          label="Field that says where to go on"
          value={text().cursorField}
          onInput={(cursorField) => props.draft.change({ cursorField })}
          placeholder={props.draft.kind() === "poll" ? "timestamp" : "id"}
          hint={
            props.draft.kind() === "poll"
              ? "Its value becomes {since}. The event's time, if left empty."
              : "Its value becomes {lastEventId}. The event's id, if left empty."
          }
          error={error("cursorField")}
        />
      </Show>
      <Show when={props.draft.origin()}>
        {(origin) => (
          <Notice title={`Lochan will ask ${origin()}`}>
            Nothing else may be reached, and nothing of your events is sent. The server learns this device's
            address, as of any page that asks it, and must allow pages of other sites to read its answer
            (CORS).
          </Notice>
        )}
      </Show>
    </>
  );
}
