import { For, type JSX } from "solid-js";

const PATHS = {
  overview: ["M3 3h6v8H3z", "M11 3h6v4h-6z", "M11 9h6v8h-6z", "M3 13h6v4H3z"],
  live: ["M2 10h3l2.5-6 4 12 2.5-6h4"],
  plan: ["M3 5.5l1.5 1.5L7.5 4", "M10.5 5.5H17", "M3 14l1.5 1.5 3-3", "M10.5 14H17"],
  data: [
    "M4 5c0-1.4 2.7-2.5 6-2.5s6 1.1 6 2.5-2.7 2.5-6 2.5S4 6.4 4 5z",
    "M4 5v5c0 1.4 2.7 2.5 6 2.5s6-1.1 6-2.5V5",
    "M4 10v5c0 1.4 2.7 2.5 6 2.5s6-1.1 6-2.5v-5",
  ],
  sources: ["M2.5 5.5h4.5l3 4.5", "M2.5 14.5h4.5l3-4.5", "M2.5 10h15", "M14 6.5l3.5 3.5-3.5 3.5"],
  folder: ["M2.5 5a1 1 0 0 1 1-1h4l2 2.2h7a1 1 0 0 1 1 1V15a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1z"],
  settings: ["M3 6h7", "M14 6h3", "M12 4v4", "M3 14h3", "M10 14h7", "M8 12v4"],
  help: [
    "M7.5 7.5a2.5 2.5 0 1 1 3.7 2.2c-.8.4-1.2 1-1.2 1.8",
    "M10 14.5v.1",
    "M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16z",
  ],
  chevron: ["M5 8l5 5 5-5"],
  up: ["M5 12l5-5 5 5"],
  "chevron-right": ["M8 5l5 5-5 5"],
  close: ["M5 5l10 10", "M15 5L5 15"],
  check: ["M4 10.5l4 4 8-9"],
  plus: ["M10 4v12", "M4 10h12"],
  minus: ["M4 10h12"],
  pause: ["M7 4v12", "M13 4v12"],
  play: ["M6 4l10 6-10 6z"],
  record: ["M10 16a6 6 0 1 0 0-12 6 6 0 0 0 0 12z", "M10 11.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z"],
  stop: ["M5 5h10v10H5z"],
  lab: ["M8 2.5v5L3.5 15a1.7 1.7 0 0 0 1.5 2.5h10a1.7 1.7 0 0 0 1.5-2.5L12 7.5v-5", "M6.5 2.5h7", "M6 12h8"],
  search: ["M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12z", "M13.5 13.5L17 17"],
  "zoom-out": ["M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12z", "M13.5 13.5L17 17", "M6.5 9h5"],
  grip: ["M7.5 5v.1", "M12.5 5v.1", "M7.5 10v.1", "M12.5 10v.1", "M7.5 15v.1", "M12.5 15v.1"],
  pin: ["M7 3h6", "M8 3v5l-3 4h10l-3-4V3", "M10 12v5"],
  text: ["M4 5h12", "M4 9h12", "M4 13h7"],
  sun: [
    "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
    "M10 2v1.5",
    "M10 16.5V18",
    "M2 10h1.5",
    "M16.5 10H18",
    "M4.3 4.3l1.1 1.1",
    "M14.6 14.6l1.1 1.1",
    "M4.3 15.7l1.1-1.1",
    "M14.6 5.4l1.1-1.1",
  ],
  moon: ["M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z"],
  screen: ["M3 4h14v9H3z", "M7 17h6", "M10 13v4"],
  table: ["M3 4h14v12H3z", "M3 8h14", "M8 8v8"],
  sql: ["M3 4h14v12H3z", "M6 8l2.5 2L6 12", "M10.5 12.5H14"],
  chart: ["M3 16h14", "M4 13l4-5 3 3 5-7"],
  warning: ["M10 3l8 14H2z", "M10 8v4", "M10 14.5v.1"],
  info: ["M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16z", "M10 9v5", "M10 6v.1"],
  copy: ["M7 7h9v10H7z", "M4 13V3h9"],
  download: ["M10 3v9", "M6 9l4 4 4-4", "M4 17h12"],
  upload: ["M10 13V4", "M6 7l4-4 4 4", "M4 17h12"],
  trash: ["M4 6h12", "M8 6V3.5h4V6", "M6 6l.7 11h6.6L14 6"],
  edit: ["M4 16l1-4 8-8 3 3-8 8z"],
  more: ["M4.5 10h.1", "M10 10h.1", "M15.5 10h.1"],
  menu: ["M3 6h14", "M3 10h14", "M3 14h14"],
  external: ["M8 4H4v12h12v-4", "M11 4h5v5", "M16 4l-7 7"],
  filter: ["M3 5h14l-5.5 6.5V16l-3 1.5v-6z"],
  file: ["M5 2.5h7l3 3v12H5z", "M12 2.5v3h3"],
} as const satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof PATHS;

/** Decorative: the control around it carries the name. */
export function Icon(props: { name: IconName; size?: number | undefined }): JSX.Element {
  return (
    <svg
      viewBox="0 0 20 20"
      width={props.size ?? 16}
      height={props.size ?? 16}
      fill="none"
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <For each={PATHS[props.name]}>{(path) => <path d={path} />}</For>
    </svg>
  );
}
