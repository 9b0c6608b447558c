import { createResource, Show, type JSX } from "solid-js";
import { counted } from "../state/counted.ts";
import { formatInstant } from "../state/format.ts";
import { isWhole, type FoundSlice } from "./read-slice.ts";
import { spanName } from "./span-name.ts";
import styles from "./file-page.module.css";

/** Where the numbers come from, and what is not among them. */
export function FileReceipt(props: { found: FoundSlice }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- a file's numbers do not change
  const { slice, digest } = props.found;
  const [whole] = createResource(() => isWhole(props.found));
  const least = slice.leastUsers;
  return (
    <footer class={styles["receipt"]}>
      <p>
        Made with Lochan on {formatInstant(slice.madeAt, slice.timeZone)} from a log that is on its maker’s
        device alone. {spanName(slice.ranges[0] ?? { from: 0, to: 0 }, slice.timeZone)}, times in{" "}
        {slice.timeZone.replaceAll("_", " ")}; exact as of entry {slice.generation}.{slice.sequence}.
        <Show when={slice.incompleteFrom !== undefined}> The last bucket was still filling.</Show>
        <Show when={slice.traffic === "real"}> The project’s traffic rules apply.</Show>
      </p>
      <Show when={least > 1}>
        <p>
          Every number is about {counted(least, "user")} or more, or about nobody. What fewer did is in
          “Everything else”, or in what is told only together; where that would be of fewer than {least} too,
          more is in it. Users and sessions are never added up: a range has its own, or none is told.
        </p>
      </Show>
      <p class={styles["digest"]}>
        SHA-256 of the numbers {digest}
        <Show when={whole() !== undefined}>{whole() === true ? ", as made" : ", changed since"}</Show>. This
        file asks nobody for anything.
      </p>
    </footer>
  );
}
