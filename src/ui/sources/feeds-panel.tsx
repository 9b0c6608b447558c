import { createResource, createSignal, For, Show, type JSX } from "solid-js";
import type { Failure, Result } from "../../model/failure.ts";
import { feedOrigin, type FeedState, type FeedStatus, type LiveFeed } from "../../model/live-feed.ts";
import type { Project } from "../../model/project.ts";
import { Badge } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Menu } from "../controls/menu.tsx";
import { Panel } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { createClock } from "../state/clock.ts";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { agoText, formatCount } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { FeedDialog } from "./feed-dialog.tsx";
import { kindWords, rateWords, stateWords } from "./feed-words.ts";
import styles from "./feeds.module.css";

/** The live feeds of a project, and how they are doing. */
export function FeedsPanel(props: { project: Project }): JSX.Element {
  const engine = useEngine();
  const live = useLive();
  const [adding, setAdding] = createSignal(false);
  const [changing, setChanging] = createSignal<LiveFeed>();
  const [failed, setFailed] = createSignal<Failure>();
  // An initial value: without one, reading it suspends the whole page.
  const [read, { refetch }] = createResource(
    () => ({ id: props.project.id, catalog: live.catalog() }),
    ({ id }): Promise<Result<LiveFeed[]> | undefined> => engine.feeds(id),
    { initialValue: undefined },
  );
  const feeds = (): LiveFeed[] | undefined => {
    const result = read.latest;
    return result?.ok === true ? result.value : undefined;
  };
  const failure = (): Failure | undefined => {
    const result = read.latest;
    return failed() ?? (result?.ok === false ? result.failure : undefined);
  };
  const after = async (work: Promise<Result<unknown>>): Promise<void> => {
    const result = await work;
    setFailed(result.ok ? undefined : result.failure);
    await refetch();
  };
  const set = (feed: LiveFeed, state: FeedState): void =>
    void after(engine.saveFeed(props.project.id, { ...feed, state }));

  return (
    <Panel
      title="Live feeds"
      aside={
        <Button small icon="plus" onClick={() => setAdding(true)}>
          Add a feed
        </Button>
      }
    >
      <Show when={failure()}>
        {(reason) => (
          <ErrorState failure={reason()} onRetry={() => void after(engine.feeds(props.project.id))} />
        )}
      </Show>
      <Show when={feeds()} fallback={<Skeleton height="56px" />}>
        {(known) => (
          <Show
            when={known().length > 0}
            fallback={
              <EmptyState title="No live feed" icon="live">
                A server of yours can send events as they happen: server-sent events, a WebSocket, or a file
                of lines that is asked for again and again. Nothing is asked until you allow its address.
              </EmptyState>
            }
          >
            <ul class={styles["list"]}>
              <For each={known()}>
                {(feed) => (
                  <FeedItem
                    feed={feed}
                    status={live.feeds().find(({ feedId }) => feedId === feed.id)}
                    onState={(state) => set(feed, state)}
                    onChange={() => setChanging(feed)}
                    onRemove={() => void after(engine.removeFeed(props.project.id, feed.id))}
                  />
                )}
              </For>
            </ul>
          </Show>
        )}
      </Show>
      <FeedDialog project={props.project} feed={undefined} open={adding()} onClose={() => setAdding(false)} />
      <FeedDialog
        project={props.project}
        feed={changing()}
        open={changing() !== undefined}
        onClose={() => setChanging(undefined)}
      />
    </Panel>
  );
}

function FeedItem(props: {
  feed: LiveFeed;
  status: FeedStatus | undefined;
  onState: (state: FeedState) => void;
  onChange: () => void;
  onRemove: () => void;
}): JSX.Element {
  const now = createClock(1_000);
  const status = (): FeedStatus | undefined => (props.feed.state === "on" ? props.status : undefined);
  const state = () => stateWords(props.feed, status(), now());
  return (
    <li class={styles["item"]} aria-label={props.feed.name}>
      <div class={styles["head"]}>
        <span class={styles["name"]}>{props.feed.name}</span>
        <Badge tone={state().tone}>{state().text}</Badge>
        <span class={styles["kind"]}>{kindWords(props.feed)}</span>
      </div>
      <code class={styles["url"]} title={props.feed.url}>
        {props.feed.url}
      </code>
      <Show when={status()}>
        {(known) => (
          <>
            <p class={styles["facts"]}>
              <span>{rateWords(known().rate)}</span>
              <span>{formatCount(known().events)} came</span>
              <Show when={known().lastEventAt}>{(at) => <span>last {agoText(at(), now())}</span>}</Show>
              <Show when={known().reconnects > 0}>
                <span>{counted(known().reconnects, "reconnect")}</span>
              </Show>
              <Show when={known().refused > 0}>
                <span class={styles["bad"]}>{formatCount(known().refused)} refused</span>
              </Show>
            </p>
            <Show when={known().error}>
              <p class={styles["bad"]}>{known().error}</p>
            </Show>
            <Show when={known().warning}>
              <p class={styles["warning"]}>{known().warning}</p>
            </Show>
          </>
        )}
      </Show>
      <div class={styles["actions"]}>
        <Show
          when={props.feed.state === "on"}
          fallback={
            <Button small icon="play" onClick={() => props.onState("on")}>
              {props.feed.state === "off" ? `Allow ${feedOrigin(props.feed.url) ?? ""}` : "Resume"}
            </Button>
          }
        >
          <Button small icon="pause" onClick={() => props.onState("paused")}>
            Pause
          </Button>
        </Show>
        <Menu
          trigger="More"
          label={`More about ${props.feed.name}`}
          triggerLook={{ small: true, look: "quiet" }}
          placement="bottom-end"
          items={[
            { label: "Change", icon: "edit", onChoose: () => props.onChange() },
            ...(props.feed.state === "off"
              ? []
              : [{ label: "Turn off", icon: "close" as const, onChoose: () => props.onState("off") }]),
            {
              label: "Remove",
              icon: "trash",
              danger: true,
              separated: true,
              hint: "Its events stay",
              onChoose: () => props.onRemove(),
            },
          ]}
        />
      </div>
    </li>
  );
}
