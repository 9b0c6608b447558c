import { createSignal, For, Match, onCleanup, onMount, Show, Switch, type JSX } from "solid-js";
import type { QuestionWindow } from "../../model/question.ts";
import { Button } from "../controls/button.tsx";
import { Icon, type IconName } from "../controls/icon.tsx";
import { onFileDrag } from "../data/dropped-files.ts";
import { chooseBackups, isBackupFile, restoresOf } from "../data/restores.ts";
import { Brand } from "../shell/brand.tsx";
import { useEngine } from "../state/engine-context.ts";
import { DemoWay } from "./demo-way.tsx";
import { FileWay } from "./file-way.tsx";
import { OpenShared } from "./open-shared.tsx";
import { SiteWay } from "./site-way.tsx";
import styles from "./welcome.module.css";

type Way = "site" | "file" | "demo";

const WAYS: readonly { way: Way; icon: IconName; title: string; text: string; action: string }[] = [
  {
    way: "site",
    icon: "live",
    title: "My site",
    text: "Paste a snippet into a site or app you run, and watch its events arrive while you use it.",
    action: "Connect a site",
  },
  {
    way: "file",
    icon: "file",
    title: "A file",
    text: "Explore what you have in a file: another product's export, a server log, or any table with times in it, such as CSV or Parquet.",
    action: "Import a file",
  },
  {
    way: "demo",
    icon: "play",
    title: "The demo",
    text: "A small shop with the snippet in it. Click around there, or let simulated shoppers in, and see the numbers move here.",
    action: "Try the demo",
  },
];

export interface WelcomePageProps {
  /** Reads the projects again and opens this one's Overview. */
  onOpen: (projectId: string, window?: QuestionWindow) => void;
}

/** Shown while there is no project, and until the way in that was taken is finished. */
export function WelcomePage(props: WelcomePageProps): JSX.Element {
  const [way, setWay] = createSignal<Way>();
  const [back, setBack] = createSignal<Way>();
  const [dropped, setDropped] = createSignal<File>();
  const restores = restoresOf(useEngine());
  onMount(() => {
    const stop = new AbortController();
    onCleanup(() => stop.abort());
    onFileDrag({
      signal: stop.signal,
      takes: () => way() === undefined,
      onOver: () => undefined,
      onFiles(files) {
        const backups = files.filter(isBackupFile);
        if (backups.length > 0) return restores.open(backups);
        setDropped(files[0]);
        setWay("file");
      },
    });
  });
  const leave = (): void => {
    setBack(way());
    setDropped(undefined);
    setWay(undefined);
  };
  return (
    <div class={styles["page"]}>
      <header class={styles["intro"]}>
        <div class={styles["brand"]}>
          <Brand />
        </div>
        <h1>Welcome to Lochan</h1>
        <p>
          Product analytics that lives in this browser: your site's events stream in, and every number is
          exact, live and there without a network. There is no account and no server, so nothing leaves this
          machine.
        </p>
      </header>
      <Switch
        fallback={
          <ul class={styles["ways"]} aria-label="Three ways to begin">
            <For each={WAYS}>
              {(each) => (
                <li class={styles["way"]}>
                  <span class={styles["wayIcon"]}>
                    <Icon name={each.icon} size={20} />
                  </span>
                  <h2>{each.title}</h2>
                  <p>{each.text}</p>
                  <Button
                    look={each.way === "site" ? "primary" : "plain"}
                    autofocus={back() === each.way}
                    ref={(button: HTMLButtonElement) => {
                      if (back() === each.way) queueMicrotask(() => button.focus());
                    }}
                    onClick={() => setWay(each.way)}
                  >
                    {each.action}
                  </Button>
                </li>
              )}
            </For>
          </ul>
        }
      >
        <Match when={way() === "site"}>
          <SiteWay onBack={leave} onOpen={(id) => props.onOpen(id)} />
        </Match>
        <Match when={way() === "file"}>
          <FileWay file={dropped()} onBack={leave} onOpen={(...opening) => props.onOpen(...opening)} />
        </Match>
        <Match when={way() === "demo"}>
          <DemoWay onBack={leave} onOpen={(id) => props.onOpen(id)} />
        </Match>
      </Switch>
      <Show when={way() === undefined}>
        <div class={styles["restore"]}>
          You used Lochan before, here or elsewhere?
          <Button icon="upload" small onClick={() => void chooseBackups().then(restores.open)}>
            Restore a backup
          </Button>
          <OpenShared onOpen={(id) => props.onOpen(id)} />
        </div>
      </Show>
      <p class={styles["foot"]}>
        Events made in other people's browsers reach Lochan by file, by a live feed or by a collector of your
        own. <a href="/help#privacy">What it can and cannot do</a>
      </p>
    </div>
  );
}
