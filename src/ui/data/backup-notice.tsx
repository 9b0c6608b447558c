import { Match, onCleanup, onMount, Show, Switch, type JSX } from "solid-js";
import type { EngineStatus } from "../../engine/api.ts";
import { type BackupPlan, isReminderDue, quietForPeriod, quietForTomorrow } from "../../model/backup-plan.ts";
import { Button, LinkButton } from "../controls/button.tsx";
import { Notice } from "../controls/notice.tsx";
import { createClock } from "../state/clock.ts";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { failureText } from "../state/failure-text.ts";
import { agoText } from "../state/format.ts";
import { ofKind } from "../state/of-kind.ts";
import { useView } from "../state/view-context.ts";
import { placeWords, sizeOfBackup, targetWords } from "./backup-words.ts";
import { shareWords } from "./backup-share.ts";
import { backupsOf, keepBackingUp } from "./backups.ts";

/**
 * Reminds of a backup where one is due, and makes those that need no click. What it began itself it follows to its end;
 * on the Data page the panel does that.
 */
export function BackupNotice(props: { status: EngineStatus; onDataPage: boolean }): JSX.Element {
  const view = useView();
  const backups = backupsOf(useEngine());
  const now = createClock(60_000);
  onMount(() => onCleanup(keepBackingUp(backups)));

  const due = (): BackupPlan | undefined => {
    const plan = backups.plan();
    if (plan === undefined || (plan.automatic && !backups.barred() && plan.trouble === undefined))
      return undefined;
    return isReminderDue(plan, { ...props.status, mark: backups.mark(), now: now() }) ? plan : undefined;
  };
  const work = () => {
    const current = backups.work();
    return props.onDataPage || current.kind === "ready" || current.automatic ? undefined : current;
  };
  const running = () => ofKind(work(), "running");
  const saved = () => ofKind(work(), "saved");
  const failed = () => ofKind(work(), "failed")?.failure;
  const quiet = (quietUntil: number): void => void backups.change({ quietUntil });

  return (
    <Switch>
      <Match when={running()}>
        <Notice
          title={`Backing up${shareWords(running()?.progress)}`}
          actions={
            <Button small onClick={() => backups.stop()}>
              Cancel
            </Button>
          }
        />
      </Match>
      <Match when={failed()}>
        {(failure) => (
          <Notice
            tone="bad"
            title={failureText(failure()).title}
            actions={
              <LinkButton small href={view.href("/data")}>
                Choose another place
              </LinkButton>
            }
            onDismiss={() => backups.dismiss()}
          >
            {failureText(failure()).body}
          </Notice>
        )}
      </Match>
      <Match when={saved()}>
        {(made) => (
          <Notice tone="good" title="Backed up" onDismiss={() => backups.dismiss()}>
            {placeWords(made())}
            {made().summary.blob === undefined ? "" : ", in your downloads"}: {sizeOfBackup(made().summary)}.
          </Notice>
        )}
      </Match>
      <Match when={due()}>
        {(plan) => (
          <Notice
            title={titleOf(plan(), backups.barred(), now())}
            actions={
              <>
                <Button small onClick={() => quiet(quietForTomorrow(Date.now()))}>
                  Remind me tomorrow
                </Button>
                <Button small onClick={() => void backups.backUp()}>
                  Back up now
                </Button>
              </>
            }
            onDismiss={() => quiet(quietForPeriod(plan(), Date.now()))}
          >
            <Show
              when={plan().trouble}
              fallback={`${countWords(plan(), props.status.events)} Goes to: ${targetWords(plan())}.`}
            >
              {(trouble) => trouble().message}
            </Show>
          </Notice>
        )}
      </Match>
    </Switch>
  );
}

function titleOf({ last, trouble, target }: BackupPlan, barred: boolean, now: number): string {
  if (barred && target !== undefined) return `May Lochan go on writing backups to ${target.handle.name}?`;
  if (trouble !== undefined) return "The last backup without a click failed";
  return last === undefined
    ? "Nothing here is backed up yet"
    : `The last backup was made ${agoText(last.at, now)}`;
}

const countWords = ({ last }: BackupPlan, events: number): string =>
  last === undefined
    ? `${counted(events, "event is", "events are")} in this browser alone, which may lose them.`
    : "What came since is in this browser alone.";
