import type { JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { TextInput } from "../controls/field.tsx";
import { fieldError } from "../controls/form-failure.tsx";

/** Two dates, from and through, as `parseDateRange` takes and refuses them. */
export function DayFields(props: {
  labels: readonly [first: string, last: string];
  from: string;
  through: string;
  onFrom: (date: string) => void;
  onThrough: (date: string) => void;
  failure: Failure | undefined;
  disabled?: boolean;
}): JSX.Element {
  return (
    <>
      <TextInput
        label={props.labels[0]}
        type="date"
        value={props.from}
        onInput={props.onFrom}
        disabled={props.disabled === true}
        error={fieldError(props.failure, "from")}
      />
      <TextInput
        label={props.labels[1]}
        type="date"
        value={props.through}
        onInput={props.onThrough}
        disabled={props.disabled === true}
        error={fieldError(props.failure, "through")}
      />
    </>
  );
}
