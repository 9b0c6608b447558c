import { For, type JSX } from "solid-js";
import { overviewWidgets } from "../../catalog/default-dashboard.ts";
import type { Widget } from "../../model/dashboard.ts";
import { BoardPlaces } from "../boards/board-places.tsx";
import { Card } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import styles from "./overview-page.module.css";

type Body = { rows: number; height: string; width?: string };

const LIST: Body = { rows: 7, height: "26px" };
const bodyOf = ({ kind, place }: Widget): Body => {
  if (kind === "top") return LIST;
  if (kind === "recent") return { rows: 9, height: "20px" };
  return place.h <= 5 ? { rows: 1, height: "26px", width: "120px" } : { rows: 1, height: "252px" };
};

/** The shape of the default Overview, or of another board, while it is on its way. */
export function OverviewSkeleton(): JSX.Element {
  return (
    <BoardPlaces widgets={overviewWidgets()} busy>
      {(widget) => (
        <Card>
          <div class={styles["placeholder"]}>
            <Skeleton width="96px" height="14px" />
            <For each={Array.from({ length: bodyOf(widget).rows })}>
              {() => <Skeleton height={bodyOf(widget).height} width={bodyOf(widget).width} />}
            </For>
          </div>
        </Card>
      )}
    </BoardPlaces>
  );
}
