import { useLocation } from "@solidjs/router";
import { createMemo, For, Show, type JSX } from "solid-js";
import { Icon } from "../controls/icon.tsx";
import { join } from "../controls/join.ts";
import { formatCompact } from "../state/format.ts";
import { createShownCounters } from "../state/shown-counters.ts";
import { useView } from "../state/view-context.ts";
import { BoardLinks } from "./board-links.tsx";
import { MorePages } from "./more-pages.tsx";
import { DASHBOARDS, PLACES, WORKSPACE, type Place } from "./places.ts";
import styles from "./shell.module.css";

export function Navigation(): JSX.Element {
  const view = useView();
  const counters = createShownCounters();
  const location = useLocation();
  const perMinute = createMemo(() =>
    (counters()?.perSecond ?? []).slice(-60).reduce((sum, count) => sum + count, 0),
  );
  const isHere = ({ path }: Place): boolean => `${location.pathname}/`.startsWith(`${path}/`);
  const link = (place: Place): JSX.Element => (
    <a
      class={join(styles["link"], !isOnPhones(place) && styles["wide"])}
      href={view.href(place.path)}
      aria-current={isHere(place) ? "page" : undefined}
    >
      <Icon name={place.icon} size={16} />
      {place.label}
      <Show when={place.path === "/live" && perMinute() > 0}>
        <span class={styles["linkNote"]}>{formatCompact(perMinute())}/min</span>
      </Show>
    </a>
  );
  return (
    <nav class={styles["nav"]} aria-label="Pages">
      <For each={PLACES.filter((place) => place !== DASHBOARDS)}>{link}</For>
      <BoardLinks />
      <p class={styles["group"]} aria-hidden="true">
        Workspace
      </p>
      <For each={WORKSPACE}>{link}</For>
      <MorePages places={MORE} current={MORE.find(isHere)} href={({ path }) => view.href(path)} />
    </nav>
  );
}

/** There is room for so many at the foot of a phone. */
const ON_PHONES = PLACES.slice(0, 4);
const isOnPhones = (place: Place): boolean => ON_PHONES.includes(place);
const MORE = [...PLACES, ...WORKSPACE].filter((place) => !isOnPhones(place));
