import { createSignal, type Accessor } from "solid-js";
import type { Failure, Result } from "../../model/failure.ts";

/** Something asked for, and how that goes. Why it was refused stays until it was asked for again. */
export interface Submission {
  pending: Accessor<boolean>;
  failure: Accessor<Failure | undefined>;
  submit: () => Promise<void>;
}

export function createSubmission<T>(
  ask: () => Promise<Result<T>>,
  onDone: (value: T) => unknown,
): Submission {
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  return {
    pending,
    failure,
    async submit() {
      setPending(true);
      const done = await ask();
      setPending(false);
      setFailure(done.ok ? undefined : done.failure);
      if (done.ok) onDone(done.value);
    },
  };
}
