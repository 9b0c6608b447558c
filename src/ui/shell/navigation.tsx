import { useLocation } from "@solidjs/router";
import { createMemo, For, Show, type JSX } from "solid-js";
import { Icon, type IconName } from "../controls/icon.tsx";
import { formatCompact } from "../state/format.ts";
import { createShownCounters } from "../state/shown-counters.ts";
import { useView } from "../state/view-context.ts";
import styles from "./shell.module.css";

interface Place {
  path: string;
  label: string;
  icon: IconName;
}

const PLACES: readonly Place[] = [
  { path: "/", label: "Overview", icon: "overview" },
  { path: "/live", label: "Live", icon: "live" },
  { path: "/explore", label: "Explore", icon: "chart" },
  { path: "/events", label: "Events", icon: "table" },
  { path: "/sql", label: "SQL", icon: "table" },
  { path: "/lab", label: "Lab", icon: "lab" },
  { path: "/plan", label: "Plan", icon: "plan" },
];
const WORKSPACE: readonly Place[] = [
  { path: "/sources", label: "Sources", icon: "sources" },
  { path: "/data", label: "Data", icon: "data" },
  { path: "/settings", label: "Settings", icon: "settings" },
  { path: "/help", label: "Help", icon: "help" },
];

export function Navigation(): JSX.Element {
  const view = useView();
  const counters = createShownCounters();
  const location = useLocation();
  const perMinute = createMemo(() =>
    (counters()?.perSecond ?? []).slice(-60).reduce((sum, count) => sum + count, 0),
  );
  const link = (place: Place): JSX.Element => (
    <a
      class={styles["link"]}
      href={view.href(place.path)}
      aria-current={`${location.pathname}/`.startsWith(`${place.path}/`) ? "page" : undefined}
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
      <For each={PLACES}>{link}</For>
      <p class={styles["group"]} aria-hidden="true">
        Workspace
      </p>
      <For each={WORKSPACE}>{link}</For>
    </nav>
  );
}
