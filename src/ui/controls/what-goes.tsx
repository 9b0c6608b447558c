import { Show, type JSX } from "solid-js";
import { failureText } from "../state/failure-text.ts";
import type { Preview } from "../state/preview.ts";

/** What a removal would take, once that is counted, and why it could not be. */
export function WhatGoes(props: {
  preview: Preview<unknown>;
  /** After the reason why it could not be counted. */
  uncounted?: string;
  children: JSX.Element;
}): JSX.Element {
  return (
    <span role="status">
      <Show when={!props.preview.loading()} fallback="Counting what goes.">
        <Show when={props.preview.failure()} fallback={props.children}>
          {(failed) => (
            <>
              What goes could not be counted: {failureText(failed()).title}.{props.uncounted}
            </>
          )}
        </Show>
      </Show>
    </span>
  );
}
