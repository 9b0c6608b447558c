import { createSignal, onMount, Show, type JSX } from "solid-js";
import { useEngine } from "./engine-context.ts";

/** Words for a project that is in a shared folder: what is done here may reach other devices, or not. */
export function SharingNote(props: { projectId: string; children: JSX.Element }): JSX.Element {
  const engine = useEngine();
  const [isShared, setIsShared] = createSignal(false);
  onMount(async () => {
    const folder = await engine.sharedFolder(props.projectId);
    setIsShared(folder.ok && folder.value !== null);
  });
  return (
    <Show when={isShared()}>
      <p>{props.children}</p>
    </Show>
  );
}
