import { createMemo, createSignal, createUniqueId, Show, type JSX } from "solid-js";
import type { WidgetOf } from "../../model/dashboard.ts";
import type { Exploration } from "../../model/exploration.ts";
import type { Granularity } from "../../model/question.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { resolveWindow } from "../../model/windows.ts";
import { SaveMenu } from "../charts/save-menu.tsx";
import { IconButton } from "../controls/button.tsx";
import { Panel } from "../controls/panel.tsx";
import { AnswerBody, Receipts } from "../explore/answer-body.tsx";
import { createAnswerView } from "../explore/answer-view.ts";
import { explorationGranularity } from "../explore/explore-state.ts";
import { explorationHref } from "../explore/exploration-href.ts";
import { explorationTitle } from "../explore/exploration-words.ts";
import { useProject } from "../state/projects-context.ts";
import { useTermWords } from "../state/segments.ts";
import { useView } from "../state/view-context.ts";
import { FigureCard } from "./figure-card.tsx";
import styles from "./widgets.module.css";

/** An exploration over the page's range, with the page's filters beside its own. */
export function AnswerWidget(props: { widget: WidgetOf<"answer"> }): JSX.Element {
  const bodyId = createUniqueId();
  const view = useView();
  const project = useProject();
  const [asTable, setAsTable] = createSignal(false);
  const exploration = createMemo((): Exploration => {
    const { filters, allTraffic, compare, window, granularity } = view.state();
    const { granularity: own, ...rest } = props.widget.exploration;
    const buckets = granularity ?? own;
    return {
      ...rest,
      window,
      filters: [...filters, ...rest.filters],
      allTraffic: allTraffic || rest.allTraffic,
      compare: compare ? rest.compare : "none",
      ...(buckets && { granularity: buckets }),
    };
  });
  const granularity = createMemo((): Granularity =>
    explorationGranularity(
      exploration(),
      resolveWindow(exploration().window, Date.now(), zoneOfProject(project())),
    ),
  );
  const known = useTermWords();
  const title = (): string => props.widget.title ?? explorationTitle(props.widget.exploration, known());
  const href = (): string => explorationHref(project().id, exploration(), view.state());
  const shown = createAnswerView({ exploration, granularity, title });
  /** A single figure is a card as the others of the Overview are. */
  const isFigure = (): boolean => exploration().display === "number" && shown.lines().length <= 1;
  return (
    <Show when={!isFigure()} fallback={<FigureCard title={title()} href={href()} shown={shown} />}>
      <Panel
        class={styles["panel"]}
        title={title()}
        heading={
          <a class={styles["title"]} href={href()} title="Open in Explore">
            {title()}
          </a>
        }
        aside={
          <>
            <Receipts shown={shown} />
            <Show when={shown.isChart()}>
              <IconButton
                icon={asTable() ? "chart" : "table"}
                label={asTable() ? "Show as chart" : "Show as table"}
                look="quiet"
                small
                onClick={() => setAsTable(!asTable())}
              />
            </Show>
            <Show when={shown.isThere()}>
              <SaveMenu
                title={title()}
                csv={() => shown.csv()}
                hasPicture={shown.isChart() && !asTable()}
                picture={() => shown.picture(document.getElementById(bodyId)?.querySelector("canvas"))}
              />
            </Show>
          </>
        }
      >
        <AnswerBody id={bodyId} shown={shown} fitted asTable={asTable()} />
      </Panel>
    </Show>
  );
}
