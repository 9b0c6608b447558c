import { createSignal, For, Show, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { Button, LinkButton } from "../controls/button.tsx";
import { Notice } from "../controls/notice.tsx";
import { useEngine } from "../state/engine-context.ts";
import { failureText } from "../state/failure-text.ts";
import { DEMO_PROJECT, demoAddress, demoOrigins, offlineDemoAddress } from "../state/demo-address.ts";
import { createFirstEvent } from "./first-event.ts";
import { FirstEventStatus } from "./first-event-status.tsx";
import { Step } from "./step.tsx";
import styles from "./welcome.module.css";

const TO_TRY = [
  ["Open a product", "a page view, with its path"],
  ["Search for something", "a search event, with what was looked for"],
  ["Put it into the basket and check out", "events with numbers in them"],
  ["Sign up", "the browser becomes a user, and its past goes with it"],
  ["Let simulated shoppers in, in the back room", "many browsers at once, each event marked as simulated"],
] as const;

/** Makes the demo's project, then opens the shop in another tab. */
export function DemoWay(props: { onBack: () => void; onOpen: (projectId: string) => void }): JSX.Element {
  const engine = useEngine();
  const [ready, setReady] = createSignal(false);
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const first = createFirstEvent(engine, () => (ready() ? DEMO_PROJECT.id : undefined));

  const start = async (): Promise<void> => {
    setPending(true);
    const made = await engine.createProject({ ...DEMO_PROJECT, origins: demoOrigins(window.location) });
    const exists = !made.ok && made.failure.kind === "invalid-input" && made.failure.path === "id";
    setPending(false);
    setFailure(made.ok || exists ? undefined : made.failure);
    if (!made.ok && !exists) return;
    setReady(true);
    // The opener is kept on purpose: it is one of the ways events come back.
    window.open(demoAddress(window.location), "_blank");
  };

  return (
    <Show
      when={ready()}
      fallback={
        <Step
          title="Try the demo"
          text="It makes a project called Demo shop and opens the shop in another tab. Keep this one beside it."
          onBack={props.onBack}
        >
          <Show when={failure()}>
            {(reason) => (
              <Notice tone="bad" title={failureText(reason()).title}>
                {failureText(reason()).body}
              </Notice>
            )}
          </Show>
          <div class={styles["buttons"]}>
            <Button look="primary" icon="external" busy={pending()} onClick={() => void start()}>
              Open the demo shop
            </Button>
          </div>
        </Step>
      }
    >
      <Step title="Click around in the shop" text="Every click is an event of yours, on this device only.">
        <ul class={styles["tries"]}>
          <For each={TO_TRY}>
            {([what, gives]) => (
              <li>
                <strong>{what}</strong>
                <span>{gives}</span>
              </li>
            )}
          </For>
        </ul>
        <FirstEventStatus event={first()} waiting="Waiting for the first event from the shop" />
        <div class={styles["buttons"]}>
          <LinkButton href={demoAddress(window.location)} target="_blank" rel="opener" icon="external">
            Open the shop again
          </LinkButton>
          <Button
            look={first() === undefined ? "plain" : "primary"}
            onClick={() => props.onOpen(DEMO_PROJECT.id)}
          >
            {first() === undefined ? "Go to Overview now" : "Open Overview"}
          </Button>
        </div>
        <p class={styles["aside"]}>
          Without a network, use{" "}
          <a href={offlineDemoAddress(window.location)} target="_blank" rel="opener">
            the copy on this address
          </a>
          .
        </p>
      </Step>
    </Show>
  );
}
