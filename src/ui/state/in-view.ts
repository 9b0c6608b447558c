import { createContext, createSignal, onCleanup, onMount, useContext, type Accessor } from "solid-js";

/** Whether what is inside can be seen: what cannot asks nothing. */
export const InViewContext = createContext<Accessor<boolean>>(() => true);
export const useInView = (): Accessor<boolean> => useContext(InViewContext);

/** What is less than a screen away is made ready. */
const MARGIN = "100% 0px";

/** `first` until it is laid out. */
export function createInView(element: Accessor<Element | undefined>, first: boolean): Accessor<boolean> {
  const [inView, setInView] = createSignal(first);
  onMount(() => {
    const shown = element();
    if (shown === undefined) return;
    const observer = new IntersectionObserver(
      (entries) => setInView(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: MARGIN },
    );
    observer.observe(shown);
    onCleanup(() => observer.disconnect());
  });
  return inView;
}
