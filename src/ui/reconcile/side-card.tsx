import { createResource, For, Match, Show, Switch, type JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import { type SideCounts, sumOf } from "../../model/reconcile/side-counts.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { join } from "../controls/join.ts";
import { Card } from "../controls/panel.tsx";
import { Progress } from "../controls/progress.tsx";
import { Select, type SelectOption } from "../controls/select.tsx";
import { chooseFolder } from "../data/dropped-files.ts";
import type { ImportJob } from "../data/import-queue.ts";
import { ReadAsSelect } from "../data/read-as-select.tsx";
import { nameSource } from "../sources/source-rows.ts";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { failureText } from "../state/failure-text.ts";
import { formatBytes } from "../state/format.ts";
import { ofKind } from "../state/of-kind.ts";
import type { CompareSide } from "./compare-side.ts";
import { countedAs, rangeWords, sideName } from "./compare-words.ts";
import { hoursWords } from "./finding-words.ts";
import styles from "./compare.module.css";

/** A letter in the colour of its side. */
export const SideMark = (props: { side: "A" | "B" }): JSX.Element => (
  <span class={join(styles["mark"], props.side === "B" && styles["markB"])} aria-hidden="true">
    {props.side}
  </span>
);

/** What one side is counted from: files, dropped or chosen, or the project's own events. */
export function SideCard(props: {
  letter: "A" | "B";
  side: CompareSide;
  project: Project;
  /** Files are dragged over it. */
  over: boolean;
  /** It is the one to be chosen now. */
  isNext: boolean;
  onOver: () => void;
  onMap: (fileId: string) => void;
}): JSX.Element {
  let input: HTMLInputElement | undefined;
  const side = () => props.side;
  const isEmpty = (): boolean => side().source().kind === "none";
  return (
    <Card class={join(styles["side"], isEmpty() && styles["open"], props.over && styles["over"])}>
      <section
        class={styles["sideBody"]}
        aria-label={`Side ${props.letter}`}
        onDragOver={() => props.onOver()}
      >
        <div class={styles["sideHead"]}>
          <h2 class={styles["sideTitle"]}>
            <SideMark side={props.letter} />
            <span class="visually-hidden">Side {props.letter}: </span>
            <span>{titleOf(side(), props.project, props.letter)}</span>
          </h2>
          <Show when={!isEmpty()}>
            <IconButton
              icon="close"
              label={`Choose something else for ${props.letter}`}
              look="quiet"
              small
              onClick={() => side().clear()}
            />
          </Show>
        </div>
        <input
          ref={input}
          type="file"
          class="visually-hidden"
          tabIndex={-1}
          aria-label={`Choose files for ${props.letter}`}
          multiple
          onChange={(event) => {
            side().addFiles([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
        <Show when={isEmpty()}>
          <p class={styles["hint"]}>
            Drop its export here, whatever an import reads: one file, several of them, or a zip. Nothing of it
            is imported.
          </p>
          <div class={styles["ways"]}>
            <Button look={props.isNext ? "primary" : "plain"} onClick={() => input?.click()}>
              Choose files
            </Button>
            <Button onClick={() => void chooseFolder().then((files) => side().addFiles(files))}>
              Choose a folder
            </Button>
            <Button onClick={() => side().useProject()}>This project's events</Button>
          </div>
        </Show>
        <Show when={side().source().kind === "files"}>
          <ul class={styles["files"]}>
            <For each={side().files()}>
              {(file) => (
                <FileLine
                  file={file}
                  onRemove={() => side().removeFile(file.id)}
                  onMap={() => props.onMap(file.id)}
                  onReadAs={(how) => side().readAs(file.id, how)}
                />
              )}
            </For>
          </ul>
          <div>
            <Button small look="quiet" icon="plus" onClick={() => input?.click()}>
              Add files
            </Button>
          </div>
        </Show>
        <Show when={side().source().kind === "project"}>
          <OriginSelect side={side()} project={props.project} letter={props.letter} />
        </Show>
        <Working letter={props.letter} side={side()} onMap={props.onMap} />
      </section>
    </Card>
  );
}

function titleOf(side: CompareSide, project: Project, letter: "A" | "B"): string {
  const counts = side.counts();
  if (counts !== undefined && counts.days !== undefined) return sideName(counts);
  const source = side.source();
  if (source.kind === "project") return project.name;
  return source.kind === "files"
    ? counted(side.files().length, "file")
    : letter === "A"
      ? "One tool"
      : "Another";
}

function FileLine(props: {
  file: ImportJob;
  onRemove: () => void;
  onMap: () => void;
  onReadAs: (how: ImportJob["readAs"]) => void;
}): JSX.Element {
  return (
    <li class={styles["file"]}>
      <span class={styles["fileName"]}>
        <bdi>{props.file.fileName}</bdi> <small>{formatBytes(props.file.sizeBytes)}</small>
      </span>
      <ReadAsSelect job={props.file} onReadAs={props.onReadAs} onMap={props.onMap} />
      <IconButton
        icon="close"
        label={`Take ${props.file.fileName} away`}
        look="quiet"
        small
        onClick={() => props.onRemove()}
      />
    </li>
  );
}

const ALL = "";

/** All of the project, or what came from one of its sources: it may hold what the other side's tool sent. */
function OriginSelect(props: { side: CompareSide; project: Project; letter: string }): JSX.Element {
  const engine = useEngine();
  const [sources] = createResource(
    () => props.project.id,
    async (projectId) => {
      const found = await engine.sources(projectId);
      return found.ok ? found.value : [];
    },
  );
  const options = (): SelectOption<string>[] => [
    { value: ALL, label: "All of its events" },
    ...(sources.state === "ready" ? sources() : []).map(({ source, events }) => ({
      value: source,
      label: nameSource(source).name,
      hint: counted(events, "event"),
    })),
  ];
  const chosen = (): string => ofKind(props.side.source(), "project")?.origin ?? ALL;
  return (
    <div class={styles["ways"]}>
      <Select
        small
        label={`Events of side ${props.letter}`}
        options={options()}
        value={chosen()}
        onChange={(origin) => props.side.useProject(origin === ALL ? undefined : origin)}
      />
      <Show when={props.side.counts()}>
        <Button small look="quiet" onClick={() => props.side.retry()}>
          Count again
        </Button>
      </Show>
    </div>
  );
}

function Working(props: {
  letter: "A" | "B";
  side: CompareSide;
  onMap: (fileId: string) => void;
}): JSX.Element {
  const work = () => props.side.work();
  return (
    <Switch>
      <Match when={work().kind === "looking"}>
        <p class={styles["note"]}>Looking at the first rows.</p>
      </Match>
      <Match when={ofKind(work(), "reading")}>
        {(now) => (
          <div class={styles["working"]}>
            <Progress label={`Counting ${props.letter}`} value={now().progress.share} />
            <span class={styles["note"]}>{counted(now().progress.events, "event")} so far</span>
            <Button small onClick={() => props.side.cancel()}>
              Cancel
            </Button>
          </div>
        )}
      </Match>
      <Match when={ofKind(work(), "asking")}>
        {(now) => (
          <div class={styles["working"]} role="status">
            <p class={styles["note"]}>
              No product is known to write rows like these: say which column is what.
            </p>
            <Button small onClick={() => props.onMap(now().fileId)}>
              Choose the columns
            </Button>
          </div>
        )}
      </Match>
      <Match when={ofKind(work(), "failed")}>
        {(now) => (
          <div class={styles["failed"]} role="alert">
            <p class={styles["reason"]}>{failureText(now().failure).title}</p>
            <Show when={now().failure.kind !== "cancelled"}>
              <p>{now().failure.message}</p>
            </Show>
            <div>
              <Button small onClick={() => props.side.retry()}>
                {now().failure.kind === "cancelled" ? "Count it" : "Try again"}
              </Button>
            </div>
          </div>
        )}
      </Match>
      <Match when={props.side.counts()}>
        {(counts) => <Counted counts={counts()} onUnshift={(byMs) => props.side.moveClock(byMs)} />}
      </Match>
    </Switch>
  );
}

/** What was counted, and what was not. */
function Counted(props: { counts: SideCounts; onUnshift: (byMs: number) => void }): JSX.Element {
  const measure = (): "events" | "views" => (props.counts.measures.includes("events") ? "events" : "views");
  const all = (): number => sumOf(props.counts.total[measure()]);
  const leftOut = (): string[] => {
    const { refused, repeated, hidden } = props.counts;
    return [
      ...(refused > 0 ? [`${counted(refused, "row is", "rows are")} no event`] : []),
      ...(repeated > 0 ? [`${counted(repeated, "event")} came before`] : []),
      ...(hidden > 0 ? [`${counted(hidden, "event has", "events have")} a name that begins with $`] : []),
    ];
  };
  const unread = () => props.counts.parts.filter(({ failure }) => failure !== undefined);
  return (
    <div class={styles["counted"]}>
      <p role="status">
        <strong>{countedAs(all(), measure())}</strong>
        <Show when={props.counts.days} fallback=": there is nothing to compare.">
          {(days) => <>, {rangeWords(days())}</>}
        </Show>
      </p>
      <Show when={leftOut().length > 0}>
        <p class={styles["note"]}>Not counted: {leftOut().join(", ")}.</p>
      </Show>
      <Show when={props.counts.shiftMs}>
        {(ms) => (
          <p class={styles["note"]}>
            Its times were moved {hoursWords(ms())} {ms() > 0 ? "later" : "earlier"}.{" "}
            <Button small look="quiet" onClick={() => props.onUnshift(-ms())}>
              Move them back
            </Button>
          </p>
        )}
      </Show>
      <For each={unread()}>
        {(part) => (
          <p class={styles["bad"]}>
            <bdi>{part.name}</bdi>: {part.failure}
          </p>
        )}
      </For>
    </div>
  );
}
