import type { JSX, Ref } from "solid-js";

/** A form whose fields say for themselves what is wrong; submitting it never leaves the page. */
export function Form(props: {
  ref?: Ref<HTMLFormElement> | undefined;
  class?: string | undefined;
  onSubmit: () => unknown;
  children: JSX.Element;
}): JSX.Element {
  return (
    <form
      ref={props.ref}
      class={props.class}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void props.onSubmit();
      }}
    >
      {props.children}
    </form>
  );
}
