import { Show, type JSX } from "solid-js";
import { Badge } from "../controls/badge.tsx";
import { Select, type SelectOption } from "../controls/select.tsx";
import { withoutArticle } from "../state/capital.ts";
import type { ImportJob, ReadAs } from "./import-queue.ts";

const AUTO = "";
const COLUMNS = "columns";
const REMEMBERED = "Columns as chosen before";

/** What a file is taken for, in a few words; undefined until that is known. */
export function formatWords(job: ImportJob): string | undefined {
  const { found, readAs, state } = job;
  if (state.kind === "done" && state.summary.remembered === true) return REMEMBERED;
  if (readAs.mapping !== undefined) return "Columns as chosen";
  if (found === undefined) return undefined;
  const chosen = found.shapes.find(({ shape }) => shape === (readAs.format ?? found.shape));
  if (chosen !== undefined) return withoutArticle(chosen.words);
  if (found.remembered !== undefined) return REMEMBERED;
  return found.proposal === undefined ? undefined : "Table of columns";
}

/** What a file is taken for; to change while it waits. */
export function ReadAsSelect(props: {
  job: ImportJob;
  onReadAs: (how: ReadAs) => void;
  onMap: () => void;
}): JSX.Element {
  const options = (): SelectOption<string>[] => {
    const { found } = props.job;
    if (found === undefined) return [];
    const looksLike = found.shapes.find(({ shape }) => shape === found.shape);
    const automatic =
      looksLike === undefined
        ? found.remembered === undefined
          ? []
          : [{ value: AUTO, label: REMEMBERED }]
        : [{ value: AUTO, label: withoutArticle(looksLike.words), hint: "recognised" }];
    return [
      ...automatic,
      ...found.shapes
        .filter(({ shape }) => shape !== found.shape)
        .map(({ shape, words }) => ({ value: shape, label: withoutArticle(words) })),
      ...(found.proposal === undefined ? [] : [{ value: COLUMNS, label: "Choose the columns" }]),
    ];
  };
  const value = (): string =>
    props.job.readAs.mapping === undefined ? (props.job.readAs.format ?? AUTO) : COLUMNS;
  return (
    <Show
      when={props.job.state.kind === "waiting" && options().length > 0}
      fallback={<Show when={formatWords(props.job)}>{(words) => <Badge tone="good">{words()}</Badge>}</Show>}
    >
      <Select
        small
        label="Read as"
        options={options()}
        value={value()}
        shown={formatWords(props.job) ?? "Read as"}
        onChange={(chosen) => {
          if (chosen === COLUMNS) props.onMap();
          else props.onReadAs(chosen === AUTO ? {} : { format: chosen });
        }}
      />
    </Show>
  );
}
