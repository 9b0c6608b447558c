import { createMemo, createSignal, For, type JSX } from "solid-js";
import type { SqlResult } from "../../engine/api.ts";
import { join } from "../controls/join.ts";
import { cellText, isNumberType } from "./result-shape.ts";
import styles from "./sql.module.css";

/** As in the styles. */
const ROW_HEIGHT = 30;
/** Beyond what is seen, so that a quick scroll meets rows. */
const ROWS_AROUND = 20;
const ROWS_MEASURED = 200;
const WIDEST_CHARACTERS = 44;
const SHOWN_CHARACTERS = 400;

/** All rows, of which those are laid out that can be seen. */
export function ResultTable(props: { result: SqlResult }): JSX.Element {
  let frame: HTMLDivElement | undefined;
  const [top, setTop] = createSignal(0);
  const [height, setHeight] = createSignal(480);
  const rows = () => props.result.rows;
  const first = createMemo(() => Math.max(0, Math.floor(top() / ROW_HEIGHT) - ROWS_AROUND));
  const last = createMemo(() =>
    Math.min(rows().length, Math.ceil((top() + height()) / ROW_HEIGHT) + ROWS_AROUND),
  );
  const shown = createMemo(() =>
    rows()
      .slice(first(), last())
      .map((cells, at) => ({ cells, number: first() + at })),
  );
  /** Characters, from the widest of the first rows: what comes later does not move what is read. */
  const widths = createMemo(() =>
    props.result.columns.map(({ name }, at) => {
      const longest = Math.max(
        name.length,
        ...rows()
          .slice(0, ROWS_MEASURED)
          .map((cells) => cellText(cells[at] ?? null).length),
      );
      return Math.min(WIDEST_CHARACTERS, Math.max(4, longest)) + 3;
    }),
  );
  const onScroll = (): void => {
    if (frame === undefined) return;
    setTop(frame.scrollTop);
    setHeight(frame.clientHeight);
  };
  const isNumber = (at: number): boolean => isNumberType(props.result.columns[at]!.type);

  return (
    <div
      ref={frame}
      class={styles["rows"]}
      tabIndex={0}
      role="region"
      aria-label="Rows of the result"
      onScroll={onScroll}
    >
      <table
        class={styles["table"]}
        aria-rowcount={rows().length + 1}
        style={{ "min-width": `${widths().reduce((sum, width) => sum + width, 0)}ch` }}
      >
        <caption class="visually-hidden">Rows of the result</caption>
        <colgroup>
          <For each={widths()}>{(width) => <col style={{ width: `${width}ch` }} />}</For>
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <For each={props.result.columns}>
              {({ name, type }, at) => (
                <th
                  scope="col"
                  class={isNumber(at()) ? styles["number"] : undefined}
                  title={`${name}, ${type}`}
                >
                  <span class={styles["column"]}>{name}</span>
                  <span class={styles["type"]}>{type.toLowerCase()}</span>
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <tr aria-hidden="true" class={styles["gap"]} style={{ height: `${first() * ROW_HEIGHT}px` }} />
          <For each={shown()}>
            {({ cells, number }) => (
              <tr aria-rowindex={number + 2} class={styles["row"]}>
                <For each={cells}>
                  {(cell, at) => (
                    <td
                      class={join(isNumber(at()) && styles["number"], cell === null && styles["null"])}
                      title={cellText(cell).slice(0, SHOWN_CHARACTERS)}
                    >
                      {cellText(cell).slice(0, SHOWN_CHARACTERS)}
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
          <tr
            aria-hidden="true"
            class={styles["gap"]}
            style={{ height: `${(rows().length - last()) * ROW_HEIGHT}px` }}
          />
        </tbody>
      </table>
    </div>
  );
}
