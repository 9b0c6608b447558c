import type { JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { failureText } from "../state/failure-text.ts";
import { Notice } from "./notice.tsx";

/** A failure in words. */
export const FailureNotice = (props: {
  failure: Failure;
  onDismiss?: (() => void) | undefined;
}): JSX.Element => (
  <Notice tone="bad" title={failureText(props.failure).title} onDismiss={props.onDismiss}>
    {failureText(props.failure).body}
  </Notice>
);
