import { useSearchParams } from "@solidjs/router";
import { createEffect, createMemo, createSignal, For, on, onMount, Show, type JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import { SAVED_QUERY_LIMITS, type RunStatement, type SavedQuery } from "../../model/saved-query.ts";
import { Button } from "../controls/button.tsx";
import { NameDialog } from "../controls/name-dialog.tsx";
import { Notice } from "../controls/notice.tsx";
import { Card } from "../controls/panel.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import page from "../shell/page.module.css";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";
import { IS_APPLE } from "../state/platform.ts";
import { createSavedQueries } from "./create-saved-queries.ts";
import { createSqlRun } from "./create-sql-run.ts";
import { createSqlSchema } from "./create-sql-schema.ts";
import { SqlEditor, type EditorHandle } from "./editor.tsx";
import { findErrorPlace } from "./error-place.ts";
import { EXAMPLES } from "./examples.ts";
import { keepDraft, readDraft } from "./draft.ts";
import { RunOutcome } from "./run-outcome.tsx";
import { SidePanel } from "./side-panel.tsx";
import { LINKED_CHARACTERS, parseSqlLink, sqlLinkToParams } from "./sql-link.ts";
import styles from "./sql.module.css";

const KEYS_ID = "sql-keys";

/** Questions in SQL to the open project: written, run, kept and drawn. */
export function SqlPage(props: { project: Project }): JSX.Element {
  return (
    <Show when={props.project.id} keyed>
      {(projectId) => <Page projectId={projectId} projectName={props.project.name} />}
    </Show>
  );
}

function Page(props: { projectId: string; projectName: string }): JSX.Element {
  const engine = useEngine();
  const live = useLive();
  // eslint-disable-next-line solid/reactivity -- another project is another page
  const { projectId } = props;
  const [params, setParams] = useSearchParams();
  const parsed = createMemo(() =>
    parseSqlLink({ sql: params["sql"], as: params["as"], query: params["query"] }),
  );
  const link = () => parsed().link;
  const [dismissed, setDismissed] = createSignal<string>();
  const [isMissing, setMissing] = createSignal(false);
  const said = (): string[] => [
    ...parsed().notices,
    ...(isMissing() ? ["This link's saved query is not in this project, or no more; none is opened."] : []),
  ];
  const notices = (): string[] => (said().join() === dismissed() ? [] : said());

  const runner = createSqlRun(engine, projectId);
  const schema = createSqlSchema(engine, projectId);
  const saved = createSavedQueries(engine, projectId, live.catalog);
  const [history, setHistory] = createSignal<readonly RunStatement[]>([]);
  const [opened, setOpened] = createSignal<Pick<SavedQuery, "id" | "name">>();
  const [naming, setNaming] = createSignal(false);
  let editor: EditorHandle | undefined;

  const first = parsed().link.text ?? readDraft(projectId) ?? EXAMPLES[0]!.text;
  const [text, setText] = createSignal(first);
  const query = createMemo(() => saved.all()?.find(({ id }) => id === opened()?.id));
  const isChanged = (): boolean => query() !== undefined && query()!.text !== text();
  const place = createMemo(() => {
    const run = runner.run();
    return run.kind === "failed" && run.text === text()
      ? findErrorPlace(run.text, run.failure.message)
      : undefined;
  });
  createEffect(on(place, (at) => editor?.complainOf(at)));

  let ran: string | undefined;
  const start = (statement: string, timeoutMs?: number): void => {
    ran = statement;
    runner.start(statement, timeoutMs);
    if (statement.trim() !== "") void remember(statement);
  };
  const run = (timeoutMs?: number): void => {
    start(text(), timeoutMs);
    const { shown } = link();
    setParams(sqlLinkToParams({ shown, text: text() }));
  };
  const remember = async (statement: string): Promise<void> => {
    const kept = await engine.rememberSql(projectId, statement);
    if (kept.ok) setHistory(kept.value);
  };
  const write = (statement: string): void => {
    editor?.replace(statement);
    editor?.focus();
  };
  const open = (chosen: SavedQuery): void => {
    setOpened(chosen);
    write(chosen.text);
  };

  createEffect(
    on(
      () => link().query,
      async (id) => {
        setMissing(false);
        if (id === undefined) return;
        const read = await engine.savedQueries(projectId);
        if (!read.ok || id !== link().query) return;
        const found = read.value.find((each) => each.id === id);
        if (found !== undefined) open(found);
        setMissing(found === undefined);
      },
    ),
  );
  onMount(() => {
    if (link().text !== undefined) start(first);
    else void engine.sqlHistory(projectId).then((read) => read.ok && setHistory(read.value));
  });
  // Back and forward in the browser.
  createEffect(
    on(
      () => link().text,
      (statement) => {
        if (statement === undefined || statement === ran) return;
        editor?.replace(statement);
        start(statement);
      },
      { defer: true },
    ),
  );

  return (
    <div class={page["page"]}>
      <PageHeader
        title="SQL"
        actions={
          <>
            <Show when={isChanged() && query()}>
              {(changed) => (
                <Button onClick={() => void saved.save({ ...changed(), text: text() })}>
                  Save “{changed().name}”
                </Button>
              )}
            </Show>
            <Button disabled={text().trim() === ""} onClick={() => setNaming(true)}>
              Save as…
            </Button>
            <Show when={runner.run().kind === "running"}>
              <Button icon="stop" onClick={() => runner.cancel()}>
                Cancel
              </Button>
            </Show>
            <Button
              look="primary"
              icon="play"
              busy={runner.run().kind === "running"}
              aria-keyshortcuts="Control+Enter Meta+Enter"
              onClick={() => run()}
            >
              Run
            </Button>
          </>
        }
      />
      <For each={notices()}>
        {(notice) => <Notice tone="warn" title={notice} onDismiss={() => setDismissed(said().join())} />}
      </For>
      <div class={styles["columnsLayout"]}>
        <div class={styles["main"]}>
          <Card class={styles["editorCard"]}>
            <SqlEditor
              initial={first}
              schema={schema}
              describedBy={KEYS_ID}
              onChange={(typed) => {
                setText(typed);
                keepDraft(projectId, typed);
              }}
              onRun={() => run()}
              onReady={(handle) => (editor = handle)}
            />
            <p id={KEYS_ID} class={styles["keys"]}>
              <kbd>{IS_APPLE ? "⌘" : "Ctrl"}</kbd> <kbd>Enter</kbd> runs. <kbd>Ctrl</kbd> <kbd>Space</kbd>{" "}
              suggests. <kbd>Tab</kbd> leaves the editor; where suggestions are open it takes one, and{" "}
              <kbd>Esc</kbd> closes them.
              <Show when={text().length > LINKED_CHARACTERS}>
                {" "}
                This statement is too long for the page’s address: save it to find it again.
              </Show>
            </p>
          </Card>
          <RunOutcome
            engine={engine}
            projectId={projectId}
            projectName={props.projectName}
            run={runner.run()}
            place={place()}
            shown={link().shown}
            onShow={(shown) => setParams(sqlLinkToParams({ ...link(), shown }))}
            onGoTo={(at) => editor?.goTo(at)}
            onRetry={run}
          />
        </div>
        <SidePanel
          schema={schema}
          saved={saved}
          history={history()}
          onInsert={(name) => editor?.insert(name)}
          onWrite={write}
          onOpen={open}
          onForget={() =>
            void engine.forgetSql(projectId).then((forgotten) => forgotten.ok && setHistory([]))
          }
        />
      </div>
      <NameDialog
        open={naming()}
        title="Save the statement"
        description="It is kept with the project, and goes into its backups."
        name={opened()?.name ?? ""}
        maxLength={SAVED_QUERY_LIMITS.nameLength}
        action="Save"
        rename={async (name) => {
          const kept = await saved.save({ id: crypto.randomUUID(), name, text: text() });
          if (kept.ok) setOpened(kept.value);
          return kept;
        }}
        onRenamed={() => setNaming(false)}
        onClose={() => setNaming(false)}
      />
    </div>
  );
}
