import type { JSX } from "solid-js";

/** A lake with a wave over it. */
export function Brand(props: { size?: number | undefined }): JSX.Element {
  return (
    <svg viewBox="0 0 20 20" width={props.size ?? 20} height={props.size ?? 20} aria-hidden="true">
      <path d="M2 11c2.2-2.4 4.4-2.4 6.6 0s4.4 2.4 9.4-.6v2A8 8 0 0 1 2 12z" fill="var(--accent)" />
      <path
        d="M5 7.5c1.6-1.6 3.3-1.6 5 0s3.3 1.6 5 0"
        fill="none"
        stroke="var(--accent)"
        stroke-width="1.7"
        stroke-linecap="round"
      />
    </svg>
  );
}
