import { createSignal, type Accessor, type JSX } from "solid-js";
import type { Failure, Result } from "../../model/failure.ts";
import { TextInput } from "../controls/field.tsx";
import { fieldError } from "../controls/form-failure.tsx";
import { useEngine } from "../state/engine-context.ts";

export interface NamedWork {
  name: Accessor<string>;
  setName: (name: string) => void;
  /** The key of what is under way. */
  pending: Accessor<string | undefined>;
  failure: Accessor<Failure | undefined>;
  /** Whether it was done. */
  run(key: string, work: () => Promise<Result<unknown>>): Promise<boolean>;
}

/** Work in a shared folder, before which this device is given the name that was typed. */
export function createNamedWork(deviceName: string): NamedWork {
  const engine = useEngine();
  const [name, setName] = createSignal(deviceName);
  const [pending, setPending] = createSignal<string>();
  const [failure, setFailure] = createSignal<Failure>();
  return {
    name,
    setName,
    pending,
    failure,
    async run(key, work) {
      setPending(key);
      const named = name() === deviceName ? undefined : await engine.nameDevice(name());
      const done = named?.ok === false ? named : await work();
      setPending(undefined);
      setFailure(done.ok ? undefined : done.failure);
      return done.ok;
    },
  };
}

export function DeviceNameField(props: { work: NamedWork }): JSX.Element {
  return (
    <TextInput
      label="Name of this device"
      value={props.work.name()}
      maxlength={60}
      hint="So that it can be told from others in the folder."
      error={fieldError(props.work.failure(), "name")}
      onInput={(name) => props.work.setName(name)}
    />
  );
}
