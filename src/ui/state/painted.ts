import { createSignal, onCleanup, type Accessor } from "solid-js";

/**
 * True once so many frames were painted since it was made. What is many elements waits for it, each
 * part of a page for another number: a page that opens is then made, laid out and painted in
 * stretches, its outline first, and no task of the main thread holds all of it.
 */
export function createPainted(frames: number): Accessor<boolean> {
  const [painted, setPainted] = createSignal(false);
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (left: number): void => {
    if (left === 0) return void setPainted(true);
    frame = requestAnimationFrame(() => {
      // By then the frame is laid out and painted.
      timer = setTimeout(() => wait(left - 1));
    });
  };
  wait(frames);
  onCleanup(() => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
  });
  return painted;
}
