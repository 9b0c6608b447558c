import { Show, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { FailureNotice } from "./failure-notice.tsx";

/** What is wrong with one field of a form, if the failure is about it. */
export const fieldError = (failure: Failure | undefined, field: string): string | undefined =>
  failure?.kind === "invalid-input" && (failure.path ?? "").split(".")[0] === field
    ? failure.message
    : undefined;

/** A failure that is about none of the form's `fields`. */
export function FormFailure(props: { failure: Failure | undefined; fields: readonly string[] }): JSX.Element {
  const shown = (): Failure | undefined =>
    props.fields.some((field) => fieldError(props.failure, field) !== undefined) ? undefined : props.failure;
  return <Show when={shown()}>{(failure) => <FailureNotice failure={failure()} />}</Show>;
}

/** After a refused submit the focus goes to the first field that is wrong. */
export const focusFirstInvalid = (form: HTMLElement | undefined): void => {
  queueMicrotask(() => {
    const field = form?.querySelector('[aria-invalid="true"]');
    if (field instanceof HTMLElement) field.focus();
  });
};
