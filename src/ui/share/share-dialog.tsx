import {
  createEffect,
  createMemo,
  createResource,
  createSignal,
  on,
  onCleanup,
  Show,
  type JSX,
} from "solid-js";
import type { Dashboard } from "../../model/dashboard.ts";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import type { NamedWindow, QuestionWindow } from "../../model/question.ts";
import { loadSlicePage } from "../../slice/load-slice-page.ts";
import type { Slice, SliceGranularity } from "../../slice/slice.ts";
import {
  DEFAULT_LEAST_USERS,
  listsOf,
  MOST_LEAST_USERS,
  SHARE_LIMITS,
  sliceGranularities,
  toSliceRequest,
} from "../../slice/share-request.ts";
import { writeSliceFile } from "../../slice/write-slice-file.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { Field, TextInput } from "../controls/field.tsx";
import fields from "../controls/field.module.css";
import { SelectField } from "../controls/select-field.tsx";
import { datedFileName, saveBlob } from "../data/save-blob.ts";
import { useEngine } from "../state/engine-context.ts";
import { termToText } from "../state/filter-words.ts";
import { withPlaced } from "../state/known-segments.ts";
import { useSegments, useTermWords } from "../state/segments.ts";
import { formatBytes } from "../state/format.ts";
import { GRANULARITY_LABELS } from "../state/question-words.ts";
import { RANGE_LABELS, rangeLabel } from "../state/range-words.ts";
import { useView } from "../state/view-context.ts";
import { createShareJob } from "./share-job.ts";
import { SharePanels } from "./share-panels.tsx";
import { ShareOutcome } from "./share-outcome.tsx";
import styles from "./share.module.css";

const OTHER_RANGES = ["7d", "30d", "90d", "12mo"] as const satisfies readonly NamedWindow[];
type RangeChoice = "shown" | (typeof OTHER_RANGES)[number];
const PAUSE_MS = 300;

interface ShareProps {
  project: Project;
  dashboard: Dashboard;
  onClose: () => void;
}

/** Makes one HTML file of what the dashboard shows. */
export const ShareDialog = (props: ShareProps): JSX.Element => (
  <Dialog
    open
    onClose={() => props.onClose()}
    wide
    title="Share as a file"
    description="One HTML file with this dashboard’s numbers. It opens anywhere, offline, and asks nobody for anything. No events are in it, only counts."
  >
    <ShareForm {...props} />
  </Dialog>
);

function ShareForm(props: ShareProps): JSX.Element {
  const view = useView();
  const segments = useSegments();
  const known = useTermWords();
  const job = createShareJob(useEngine());
  const lists = createMemo(() => listsOf(props.dashboard.widgets));
  // eslint-disable-next-line solid/reactivity -- how it begins
  const [title, setTitle] = createSignal(props.dashboard.name);
  const [note, setNote] = createSignal("");
  const [range, setRange] = createSignal<RangeChoice>("shown");
  const [size, setSize] = createSignal<SliceGranularity>();
  const [leastText, setLeastText] = createSignal(String(DEFAULT_LEAST_USERS));
  const [onlyOver, setOnlyOver] = createSignal(false);
  const [chart, setChart] = createSignal(true);
  const [without, setWithout] = createSignal<ReadonlySet<number>>(new Set());
  const [saved, setSaved] = createSignal<string>();
  const [unsaved, setUnsaved] = createSignal<Failure>();

  const window = (): QuestionWindow => {
    const chosen = range();
    return chosen === "shown" ? view.state().window : { last: chosen };
  };
  const least = (): number | undefined => {
    const given = Number(leastText());
    return leastText().trim() !== "" && Number.isInteger(given) && given >= 1 && given <= MOST_LEAST_USERS
      ? given
      : undefined;
  };
  const request = createMemo(() => {
    const leastUsers = least();
    if (leastUsers === undefined) return undefined;
    const choice = {
      ...{ window: window(), granularity: size(), leastUsers, onlyOver: onlyOver(), chart: chart() },
      // Whoever reads the file has no segments.
      filters: withPlaced(view.state().filters, segments.all() ?? []),
      traffic: view.state().allTraffic ? ("all" as const) : ("real" as const),
      lists: lists().filter((_, at) => !without().has(at)),
    };
    return toSliceRequest(choice, props.project, Date.now());
  });
  /** Whether the range, if it is taken whole, is not over. */
  const isRunning = (): boolean => "last" in window() || (request()?.to ?? 0) > Date.now() || onlyOver();
  createEffect(
    on(request, (asked) => {
      setSaved(undefined);
      if (asked === undefined) return;
      const timer = setTimeout(() => void job.run(props.project.id, asked), PAUSE_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  const made = () => {
    const now = job.work();
    return request() !== undefined && now.kind === "made" ? now.made : undefined;
  };
  const [page] = createResource(loadSlicePage, { initialValue: undefined });
  const [file] = createResource(
    () => {
      const [figures, template] = [made(), page.latest];
      return figures === undefined || template?.ok !== true
        ? undefined
        : { figures, template: template.value, title: title().trim(), note: note().trim() };
    },
    ({ figures, template, ...words }) => {
      const slice: Slice = {
        ...figures.slice,
        title: words.title === "" ? props.dashboard.name : words.title,
        note: words.note,
        project: props.project.name,
        madeAt: Date.now(),
      };
      return writeSliceFile(template, slice);
    },
    { initialValue: undefined },
  );
  const failure = (): Failure | undefined => {
    const now = job.work();
    const template = page.latest;
    if (now.kind === "failed") return now.failure;
    return unsaved() ?? (template?.ok === false ? template.failure : undefined);
  };
  const save = (): void => {
    const blob = file.latest;
    if (blob === undefined) return;
    const name = datedFileName(title() === "" ? props.dashboard.name : title(), "html");
    setUnsaved(undefined);
    saveBlob(blob, name);
    setSaved(`${name} was handed to your downloads: ${formatBytes(blob.size)}.`);
  };
  const sizes = (): SliceGranularity[] => {
    const asked = request();
    const fitting = asked === undefined ? [] : sliceGranularities(asked);
    return asked === undefined ? [] : [...new Set([...fitting, asked.granularity])];
  };
  return (
    <>
      <div class={styles["form"]}>
        <div class={styles["pair"]}>
          <TextInput label="Title" value={title()} onInput={setTitle} maxLength={SHARE_LIMITS.title} />
          <TextInput
            label="Fewest users behind a number"
            type="number"
            min={1}
            max={MOST_LEAST_USERS}
            inputmode="numeric"
            value={leastText()}
            onInput={setLeastText}
            error={least() === undefined ? `Give a whole number, 1 to ${MOST_LEAST_USERS}.` : undefined}
          />
        </div>
        <Field label="A note for who reads it">
          {(wiring) => (
            <textarea
              {...wiring}
              class={`${fields["input"]} ${styles["note"]}`}
              rows={2}
              maxLength={SHARE_LIMITS.note}
              value={note()}
              onInput={(event) => setNote(event.currentTarget.value)}
            />
          )}
        </Field>
        <div class={styles["pair"]}>
          <SelectField
            label="Range"
            inDialog
            options={[
              {
                value: "shown" as RangeChoice,
                label: `As shown: ${rangeLabel(view.state().window, props.project.timeZone)}`,
              },
              ...OTHER_RANGES.map((value) => ({ value, label: RANGE_LABELS[value] })),
            ]}
            value={range()}
            onChange={setRange}
          />
          <SelectField
            label="Chart"
            inDialog
            options={sizes().map((value) => ({ value, label: GRANULARITY_LABELS[value] }))}
            value={request()?.granularity ?? "day"}
            onChange={setSize}
          />
        </div>
        <Show when={view.state().filters.length > 0}>
          <p class={styles["hint"]}>
            Only where{" "}
            {view
              .state()
              .filters.map((term) => termToText(term, known()))
              .join(" and ")}
            : the file says so.
          </p>
        </Show>
        <SharePanels
          lists={lists()}
          chart={chart()}
          onChart={setChart}
          without={without()}
          onWithout={setWithout}
          running={isRunning() ? (request()?.granularity ?? "day") : undefined}
          onlyOver={onlyOver()}
          onOnlyOver={setOnlyOver}
        />
        <ShareOutcome
          work={job.work()}
          failure={failure()}
          least={least()}
          sizeBytes={made() === undefined ? undefined : file.latest?.size}
          saved={saved()}
        />
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>{saved() === undefined ? "Cancel" : "Close"}</Button>
        <Button
          look="primary"
          icon="download"
          disabled={made() === undefined || file.loading || file.latest === undefined}
          onClick={save}
        >
          Save file
        </Button>
      </DialogActions>
    </>
  );
}
