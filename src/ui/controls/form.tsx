import type { JSX } from "solid-js";
import { focusFirstInvalid } from "./form-failure.tsx";

/**
 * A form whose fields say for themselves what is wrong; submitting it never leaves the page. Once `onSubmit` is done
 * the focus goes to the first field that is wrong.
 */
export function Form(props: {
  class?: string | undefined;
  onSubmit: () => unknown;
  children: JSX.Element;
}): JSX.Element {
  return (
    <form
      class={props.class}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        void Promise.resolve(props.onSubmit()).then(() => focusFirstInvalid(form));
      }}
    >
      {props.children}
    </form>
  );
}
