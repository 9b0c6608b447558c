import { createSignal, For, type JSX } from "solid-js";
import { Icon } from "../controls/icon.tsx";
import { join } from "../controls/join.ts";
import { Popover } from "../controls/popover.tsx";
import type { Place } from "./places.ts";
import styles from "./shell.module.css";

/** On a phone: the pages there is no room for. Stands for the one that is shown, where it is among them. */
export function MorePages(props: {
  places: readonly Place[];
  current: Place | undefined;
  href: (place: Place) => string;
}): JSX.Element {
  const [open, setOpen] = createSignal(false);
  return (
    <span class={styles["more"]}>
      <Popover
        title="More pages"
        quietTitle
        open={open()}
        onOpenChange={setOpen}
        placement="top-end"
        class={styles["morePages"]}
        label={props.current === undefined ? "More pages" : `More pages; this one is ${props.current.label}`}
        triggerClass={join(styles["link"], props.current !== undefined && styles["isHere"])}
        trigger={
          <>
            <Icon name={props.current?.icon ?? "more"} size={16} />
            {props.current?.label ?? "More"}
          </>
        }
      >
        <ul>
          <For each={props.places}>
            {(place) => (
              <li>
                <a
                  class={styles["moreLink"]}
                  href={props.href(place)}
                  aria-current={place === props.current ? "page" : undefined}
                  onClick={() => setOpen(false)}
                >
                  <Icon name={place.icon} size={17} />
                  {place.label}
                </a>
              </li>
            )}
          </For>
        </ul>
      </Popover>
    </span>
  );
}
