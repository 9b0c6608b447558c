import { createContext, createSignal, onCleanup, onMount, useContext, type Accessor } from "solid-js";

/** Whether what is inside can be seen: what cannot asks nothing. */
export const InViewContext = createContext<Accessor<boolean>>(() => true);
export const useInView = (): Accessor<boolean> => useContext(InViewContext);

/** What is this far out of view is made ready. */
const MARGIN_PX = 200;

/** `first` until it is laid out. */
export function createInView(element: Accessor<Element | undefined>, first: boolean): Accessor<boolean> {
  const [inView, setInView] = createSignal(first);
  onMount(() => {
    const shown = element();
    if (shown === undefined) return;
    const observer = new IntersectionObserver(
      (entries) => setInView(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: `${MARGIN_PX}px` },
    );
    observer.observe(shown);
    onCleanup(() => observer.disconnect());
  });
  return inView;
}
