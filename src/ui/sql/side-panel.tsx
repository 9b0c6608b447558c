import { createSignal, createUniqueId, Match, Show, Switch, type JSX } from "solid-js";
import type { RunStatement, SavedQuery } from "../../model/saved-query.ts";
import { Panel } from "../controls/panel.tsx";
import { Tabs, type TabChoice } from "../controls/tabs.tsx";
import { createClock } from "../state/clock.ts";
import { failureText } from "../state/failure-text.ts";
import type { SavedQueries } from "./create-saved-queries.ts";
import type { SqlSchema } from "./create-sql-schema.ts";
import { ExampleList } from "./example-list.tsx";
import { HistoryList } from "./history-list.tsx";
import { SavedList } from "./saved-list.tsx";
import { SchemaList } from "./schema-list.tsx";
import styles from "./sql.module.css";

type Side = "schema" | "saved" | "history" | "help";

const SIDES: readonly TabChoice<Side>[] = [
  { value: "schema", label: "Tables" },
  { value: "saved", label: "Saved" },
  { value: "history", label: "History" },
  { value: "help", label: "Help" },
];

/** What helps to write: the schema, saved queries, what was run, and examples. */
export function SidePanel(props: {
  schema: SqlSchema;
  saved: SavedQueries;
  history: readonly RunStatement[];
  onInsert: (text: string) => void;
  onWrite: (text: string) => void;
  onOpen: (query: SavedQuery) => void;
  onForget: () => void;
}): JSX.Element {
  const panelId = createUniqueId();
  const now = createClock(60_000);
  const [side, setSide] = createSignal<Side>("schema");
  const label = (): string => SIDES.find(({ value }) => value === side())?.label ?? "";
  return (
    <Panel
      title="Help with writing"
      class={styles["sidePanel"]}
      heading={
        <Tabs
          label="Beside the statement"
          panelId={panelId}
          choices={SIDES}
          value={side()}
          onChange={setSide}
        />
      }
    >
      <div id={panelId} role="tabpanel" aria-label={label()}>
        <Show when={props.saved.failure()}>
          {(failure) => (
            <p class={styles["note"]} role="alert">
              {failureText(failure()).title}. {failureText(failure()).body}
            </p>
          )}
        </Show>
        <Switch>
          <Match when={side() === "schema"}>
            <SchemaList schema={props.schema} onInsert={props.onInsert} />
          </Match>
          <Match when={side() === "saved"}>
            <SavedList saved={props.saved} onChoose={props.onOpen} />
          </Match>
          <Match when={side() === "history"}>
            <HistoryList
              statements={props.history}
              now={now()}
              onChoose={props.onWrite}
              onClear={props.onForget}
            />
          </Match>
          <Match when={side() === "help"}>
            <ExampleList onChoose={props.onWrite} />
          </Match>
        </Switch>
      </div>
    </Panel>
  );
}
