import { For, Show, type JSX } from "solid-js";
import { type Comparison, grossDifference } from "../../model/reconcile/compare-sides.ts";
import type { Finding } from "../../model/reconcile/explain.ts";
import type { Zone } from "../../model/time-zone.ts";
import { Button } from "../controls/button.tsx";
import { Icon, type IconName } from "../controls/icon.tsx";
import { Panel } from "../controls/panel.tsx";
import { formatPercent } from "../state/format.ts";
import { countedAs } from "./compare-words.ts";
import { findingWords, hoursWords } from "./finding-words.ts";
import styles from "./compare.module.css";

const ICONS: Record<Finding["kind"], IconName> = {
  shift: "live",
  gap: "pause",
  only: "minus",
  differs: "filter",
  day: "chart",
  ratio: "filter",
  ids: "copy",
};

/** Why the two sides differ, what explains most first. */
export function FindingsPanel(props: {
  findings: readonly Finding[];
  comparison: Comparison;
  zone: Zone;
  /** Counts B anew with its times moved. */
  onMoveClock: (byMs: number) => void;
}): JSX.Element {
  /** Which side has more of it. */
  const isMoreInB = (finding: Finding): boolean => {
    switch (finding.kind) {
      case "gap":
        return finding.gap.side === "a";
      case "only":
        return finding.side === "b";
      case "differs":
        return finding.row.b > finding.row.a;
      case "day":
        return finding.b > finding.a;
      default:
        return false;
    }
  };
  const shareOf = (finding: Finding): number | undefined => ("share" in finding ? finding.share : undefined);
  return (
    <Panel title="Why they differ" aside={<span>shares of what differs</span>}>
      <Show
        when={props.findings.length > 0}
        fallback={<p class={styles["none"]}>{noFinding(props.comparison)}</p>}
      >
        <ol>
          <For each={props.findings}>
            {(finding) => {
              const words = () => findingWords(finding, props.comparison, props.zone);
              return (
                <li class={styles["finding"]}>
                  <Show
                    when={shareOf(finding)}
                    fallback={
                      <span class={styles["findingIcon"]}>
                        <Icon name={ICONS[finding.kind]} size={16} />
                      </span>
                    }
                  >
                    {(share) => (
                      <span class={styles["share"]} aria-hidden="true">
                        <span>{formatPercent(share())}</span>
                        <span class={styles["shareTrack"]}>
                          <span
                            class={isMoreInB(finding) ? styles["shareFillB"] : styles["shareFill"]}
                            style={{ width: `${share() * 100}%` }}
                          />
                        </span>
                      </span>
                    )}
                  </Show>
                  <div class={styles["findingWords"]}>
                    <p class={styles["findingTitle"]}>{words().title}</p>
                    <p class={styles["note"]}>{words().body}</p>
                    <Show when={finding.kind === "shift" ? finding : undefined}>
                      {(found) => (
                        <div>
                          <Button small onClick={() => props.onMoveClock(found().shift.byMs)}>
                            Move B {hoursWords(found().shift.byMs)}{" "}
                            {found().shift.byMs > 0 ? "later" : "earlier"} and compare again
                          </Button>
                        </div>
                      )}
                    </Show>
                  </div>
                </li>
              );
            }}
          </For>
        </ol>
      </Show>
    </Panel>
  );
}

function noFinding({ a, b, measure, days }: Comparison): string {
  if (a === undefined || b === undefined)
    return "A side tells this of each day alone: choose one day, or another measure.";
  const gross = grossDifference(days);
  if (gross === 0) return "Both have the same, every day.";
  return `They differ by ${countedAs(gross, measure)} from day to day, and nothing stands out: no event, day, page or device has more of that than its size makes of it.`;
}
