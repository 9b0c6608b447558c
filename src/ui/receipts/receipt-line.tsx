import { Show, type JSX } from "solid-js";
import type { TotalsTable } from "../../model/daily-totals.ts";
import type { AnyQuestion } from "../../model/question.ts";
import type { TimeSpan } from "../../model/time-span.ts";
import { useEngine } from "../state/engine-context.ts";
import { formatMs } from "../state/format.ts";
import { useProject } from "../state/projects-context.ts";
import { answerReceipt, SOURCE_WORDS, type Told } from "./answer-receipt.ts";
import { ReceiptButton } from "./receipt-button.tsx";
import type { ReceiptView } from "./receipt-view.ts";
import { totalsReceipt } from "./totals-receipt.ts";

/** Where an answer came from and how long it took; the whole receipt on demand. */
export function ReceiptLine(props: {
  told: Told | undefined;
  /** Without the time. */
  short?: boolean;
  /** As {@link ReceiptButton} has it. */
  brief?: boolean;
}): JSX.Element {
  const engine = useEngine();
  const project = useProject();
  return (
    <Show when={props.told}>
      {(told) => (
        <ReceiptButton
          words={
            SOURCE_WORDS[told().answer.receipt.source].short +
            (props.short === true ? "" : ` · ${formatMs(told().answer.receipt.ms)}`)
          }
          brief={props.brief}
          view={() => answerReceipt(engine, project(), told())}
        />
      )}
    </Show>
  );
}

/** Of what another product counted: asked for when it is opened. */
export function TotalsReceiptLine(props: { span: TimeSpan; table: TotalsTable }): JSX.Element {
  const engine = useEngine();
  const project = useProject();
  const view = async (): Promise<ReceiptView | undefined> => {
    const made = await totalsReceipt(engine, project().id, props.span, props.table);
    return made.ok ? made.value : undefined;
  };
  return <ReceiptButton words="imported" view={view} />;
}

/** Of a figure that is pushed: its question is asked when the receipt is opened, and so may be of a moment later. */
export function PushedReceipt(props: { question: AnyQuestion }): JSX.Element {
  const engine = useEngine();
  const project = useProject();
  const view = async (): Promise<ReceiptView | undefined> => {
    const { question } = props;
    const asked = await engine.ask(project().id, question, { freshness: "any" });
    return asked.ok ? answerReceipt(engine, project(), { question, answer: asked.value }) : undefined;
  };
  return <ReceiptButton words="counters" view={view} />;
}
