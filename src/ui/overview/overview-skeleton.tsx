import { For, type JSX } from "solid-js";
import type { Widget } from "../../model/dashboard.ts";
import { join } from "../controls/join.ts";
import { Card } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import styles from "./overview-page.module.css";

type Kind = Widget["kind"];

const PLACES: readonly { kind: Kind; span: number }[] = [
  ...Array.from({ length: 4 }, () => ({ kind: "stat" as const, span: 3 })),
  { kind: "series", span: 8 },
  { kind: "top", span: 4 },
  { kind: "top", span: 4 },
  { kind: "top", span: 4 },
  { kind: "recent", span: 4 },
];

const BODY: Record<Kind, { rows: number; height: string }> = {
  stat: { rows: 1, height: "26px" },
  series: { rows: 1, height: "252px" },
  top: { rows: 7, height: "26px" },
  recent: { rows: 9, height: "20px" },
};

/** The shape of a dashboard that is on its way. */
export function OverviewSkeleton(): JSX.Element {
  return (
    <div class={styles["grid"]} aria-busy="true">
      <For each={PLACES}>
        {(place) => (
          <div class={join(styles["cell"], styles[place.kind])} style={{ "--span": String(place.span) }}>
            <Card>
              <div class={styles["placeholder"]}>
                <Skeleton width="96px" height="14px" />
                <For each={Array.from({ length: BODY[place.kind].rows })}>
                  {() => (
                    <Skeleton
                      height={BODY[place.kind].height}
                      width={place.kind === "stat" ? "120px" : undefined}
                    />
                  )}
                </For>
              </div>
            </Card>
          </div>
        )}
      </For>
    </div>
  );
}
