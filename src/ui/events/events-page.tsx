import { useSearchParams } from "@solidjs/router";
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  Match,
  on,
  onCleanup,
  Show,
  Switch,
  type JSX,
} from "solid-js";
import type { LochanEvent } from "../../model/event.ts";
import { isEventTerm, segmentsIn } from "../../model/filter-terms.ts";
import type { Failure } from "../../model/failure.ts";
import { activeRules } from "../../model/traffic.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { join } from "../controls/join.ts";
import { Notice } from "../controls/notice.tsx";
import { saveCsv } from "../data/save-blob.ts";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { failureText } from "../state/failure-text.ts";
import { withPlaced } from "../state/known-segments.ts";
import { useLive } from "../state/live.ts";
import { rangeLabel } from "../state/range-words.ts";
import { useProject } from "../state/projects-context.ts";
import { createSavedPlan } from "../state/saved-plan.ts";
import { useSegments } from "../state/segments.ts";
import { useView } from "../state/view-context.ts";
import { AwaitedRows } from "./awaited-rows.tsx";
import { createColumns } from "./create-columns.ts";
import { createEventList } from "./create-event-list.ts";
import { createOpenedEvent } from "./create-opened-event.ts";
import { EventDetails } from "./event-details.tsx";
import { EventGrid } from "./event-grid.tsx";
import { eventToRef, parseEventsAddress } from "./events-address.ts";
import { EventsToolbar } from "./events-toolbar.tsx";
import { foundToCsv, SAVED_ROWS } from "./save-shown.ts";
import { SearchReceiptLine } from "./search-receipt.tsx";
import styles from "./events-page.module.css";

const TYPING_MS = 200;

/** The raw stream: every event of a time, searched, and each of them whole. */
export function EventsPage(): JSX.Element {
  const engine = useEngine();
  const project = useProject();
  const view = useView();
  const live = useLive();
  const [params, setParams] = useSearchParams();
  const address = createMemo(() =>
    parseEventsAddress({
      q: params["q"],
      columns: params["columns"],
      event: params["event"],
      judged: params["judged"],
    }),
  );
  const [dismissed, setDismissed] = createSignal("");
  const rules = createMemo(() => activeRules(project()));
  const plan = createSavedPlan(engine, () => project().id, live.catalog);
  const columns = createColumns({
    projectId: () => project().id,
    param: () => address().columns,
    onParam: (text) => setParams({ columns: text }, { replace: true }),
  });

  const [typed, setTyped] = createSignal(address().text);
  createEffect(on(() => address().text, setTyped, { defer: true }));
  let typing: ReturnType<typeof setTimeout> | undefined;
  const search = (text: string): void => {
    setTyped(text);
    clearTimeout(typing);
    typing = setTimeout(() => setParams({ q: text === "" ? undefined : text }, { replace: true }), TYPING_MS);
  };
  onCleanup(() => clearTimeout(typing));

  const [isTailing, setTailing] = createSignal(false);
  const [isTop, setTop] = createSignal(true);
  const segments = useSegments();
  /** What the segments are that the filters name: a change of one is another search. */
  const named = (): unknown => {
    const ids = new Set(segmentsIn(view.state().filters).map(({ segment }) => segment));
    return ids.size > 0 && segments.all()?.flatMap(({ id, terms }) => (ids.has(id) ? [[id, terms]] : []));
  };
  /** Whether only the query engine tells which events are meant. */
  const isJudged = (): boolean => !withPlaced(view.state().filters, segments.all() ?? []).every(isEventTerm);
  const list = createEventList({
    window: () => view.state().window,
    filters: () => view.state().filters,
    traffic: () => (view.state().allTraffic ? "all" : "real"),
    definitions: named,
    judgedOver: () => (isJudged() ? address().judged : undefined),
    text: () => address().text,
    isTailing,
    isFollowing: () => isTailing() && isTop(),
  });
  const [active, setActive] = createSignal(0);
  createEffect(on(list.turn, () => setActive(0), { defer: true }));

  const [chosen, setChosen] = createSignal<LochanEvent>();
  const opened = createOpenedEvent(() => address().event, chosen, live.generation);
  const openedRef = createMemo(() => {
    const ref = address().event;
    return ref && eventToRef(ref);
  });
  const [body, setBody] = createSignal<HTMLDivElement>();
  const gridOf = (): HTMLElement | null | undefined => body()?.querySelector<HTMLElement>('[role="grid"]');
  const open = (event: LochanEvent): void => {
    setChosen(event);
    setParams({ event: eventToRef(event) }, { replace: true });
  };
  const close = (): void => {
    setParams({ event: undefined }, { replace: true });
    gridOf()?.focus({ preventScroll: true });
  };
  /** While one is open, the keys open the one they come to. */
  const move = (index: number): void => {
    setActive(index);
    const found = list.rowAt(index);
    if (openedRef() !== undefined && found !== undefined) open(found);
  };

  const [saving, setSaving] = createSignal<number>();
  const [said, setSaid] = createSignal<{ text: string; failure?: Failure }>();
  let stopSaving: AbortController | undefined;
  onCleanup(() => stopSaving?.abort());
  const save = async (): Promise<void> => {
    const asked = list.search();
    const at = list.position();
    if (asked === undefined || at === undefined) return;
    stopSaving = new AbortController();
    setSaid(undefined);
    setSaving(0);
    const saved = await foundToCsv({
      ...{ engine, projectId: project().id, search: asked, at, columns: columns.all() },
      ...{ signal: stopSaving.signal, onProgress: setSaving },
    });
    setSaving(undefined);
    if (!saved.ok) return void setSaid({ text: "", failure: saved.failure });
    if (saved.value === undefined) return;
    saveCsv(saved.value.csv, `${project().name} events`);
    const { rows } = saved.value;
    const isCut = rows >= SAVED_ROWS && (list.state()?.total ?? 0) > rows;
    const more = isCut ? " These are the newest; for all of them, export a file under Data." : "";
    setSaid({ text: `${counted(rows, "event")} were handed to your downloads.${more}` });
  };

  const seen = createMemo(() => {
    const keys = new Set<string>();
    list.turn();
    for (let index = 0; index < Math.min(50, list.state()?.rows ?? 0); index++)
      for (const key of Object.keys(list.rowAt(index)?.properties ?? {})) keys.add(key);
    return [...keys];
  });
  const failure = (): Failure | undefined => list.state()?.failure;
  const isEmpty = (): boolean => list.state()?.total === 0;
  const isNarrowed = (): boolean => address().text !== "" || view.state().filters.length > 0;
  const notices = (): string[] => (address().notices.join() === dismissed() ? [] : address().notices);

  return (
    <div class={styles["page"]}>
      <EventsToolbar
        text={typed()}
        onText={search}
        state={list.state()}
        columns={columns}
        seen={seen()}
        isTailing={isTailing()}
        onTail={() => setTailing(!isTailing())}
        saving={saving()}
        onSave={() => void save()}
        onStopSaving={() => stopSaving?.abort()}
      />
      <Show when={notices().length > 0}>
        <Notice tone="warn" title="Not all of this link" onDismiss={() => setDismissed(notices().join())}>
          <For each={notices()}>{(notice) => <p>{notice}</p>}</For>
        </Notice>
      </Show>
      <Show when={list.search()?.judgedOver}>
        {(over) => (
          <Notice
            title={`What users and sessions did is judged over ${rangeLabel(over(), project().timeZone)}`}
            onDismiss={() => setParams({ judged: undefined }, { replace: true })}
          >
            As it was for the chart this list is of. Closed, it is judged by the range here.
          </Notice>
        )}
      </Show>
      <Show when={said()}>
        {(now) => (
          <Notice
            tone={now().failure === undefined ? "good" : "bad"}
            title={now().failure === undefined ? "Saved" : "Not saved"}
            onDismiss={() => setSaid(undefined)}
          >
            {now().text || (now().failure && failureText(now().failure!).body)}
          </Notice>
        )}
      </Show>
      <div ref={setBody} class={join(styles["body"], openedRef() !== undefined && styles["withDetails"])}>
        <div class={styles["list"]}>
          <Show when={isTailing() && !isTop() && list.waiting() > 0}>
            <div class={styles["newer"]}>
              <Button
                small
                look="primary"
                onClick={() => {
                  const grid = gridOf();
                  if (grid) grid.scrollTop = 0;
                  list.renew();
                }}
              >
                {counted(list.waiting(), "new event")}
              </Button>
            </div>
          </Show>
          <Show when={isJudged() && list.state()?.isLoading}>
            <AwaitedRows onCancel={() => list.stop()} />
          </Show>
          <Switch>
            <Match when={failure()}>
              {(reason) => <ErrorState failure={reason()} onRetry={() => list.retry()} />}
            </Match>
            <Match when={isEmpty()}>
              <div class={styles["empty"]}>
                <Show
                  when={isNarrowed()}
                  fallback={
                    <Show
                      when={live.recent()?.length !== 0}
                      fallback={
                        <EmptyState title="No events yet" icon="search">
                          They come from a site with the snippet, or from a file.
                        </EmptyState>
                      }
                    >
                      <EmptyState title="No events in this range" icon="search">
                        Choose a longer one, or All time.
                      </EmptyState>
                    </Show>
                  }
                >
                  <EmptyState
                    title="Nothing found"
                    icon="search"
                    actions={
                      <Button
                        onClick={() => {
                          search("");
                          view.change({ filters: [] });
                        }}
                      >
                        Show everything
                      </Button>
                    }
                  >
                    No event of this range holds what you search for.
                  </EmptyState>
                </Show>
              </div>
            </Match>
            <Match when={true}>
              <EventGrid
                list={list}
                columns={columns}
                rules={rules()}
                timeZone={project().timeZone}
                active={active()}
                onActive={move}
                isOpen={(event) => openedRef() !== undefined && eventToRef(event) === openedRef()}
                onOpen={open}
                onClose={close}
                onTop={setTop}
              />
            </Match>
          </Switch>
        </div>
        <Show when={opened()}>
          {(now) => (
            <EventDetails
              opened={now()}
              rules={rules()}
              timeZone={project().timeZone}
              plan={plan()}
              onFilter={(filter) => view.addFilter(filter)}
              onClose={close}
            />
          )}
        </Show>
      </div>
      <div class={styles["foot"]}>
        <span>
          {isTailing()
            ? isTop()
              ? "Live: new events appear at the top"
              : "Live, held while you read: scroll to the top to go on"
            : "Newest first. Hidden names ($…) and left-out traffic are among them."}
        </span>
        <SearchReceiptLine search={list.search()} state={list.state()} />
      </div>
    </div>
  );
}
