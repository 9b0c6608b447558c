const GAP = 4;
const MOST_HEIGHT = 240;

/**
 * Keeps what floats at the window under its anchor and as wide, or above it where there is more room, until the function
 * that comes back is called.
 */
export function placeBelow(anchor: HTMLElement, floating: HTMLElement): () => void {
  const place = (): void => {
    const at = anchor.getBoundingClientRect();
    const height = window.visualViewport?.height ?? window.innerHeight;
    const below = height - at.bottom - 2 * GAP;
    const above = at.top - 2 * GAP;
    const isAbove = below < Math.min(MOST_HEIGHT, floating.scrollHeight) && above > below;
    const { style } = floating;
    style.left = `${at.left}px`;
    style.width = `${at.width}px`;
    style.maxHeight = `${Math.max(80, Math.min(MOST_HEIGHT, isAbove ? above : below))}px`;
    style.top = isAbove ? "auto" : `${at.bottom + GAP}px`;
    style.bottom = isAbove ? `${window.innerHeight - at.top + GAP}px` : "auto";
  };
  place();
  const watched = new ResizeObserver(place);
  watched.observe(anchor);
  document.addEventListener("scroll", place, { capture: true, passive: true });
  window.addEventListener("resize", place);
  return () => {
    watched.disconnect();
    document.removeEventListener("scroll", place, { capture: true });
    window.removeEventListener("resize", place);
  };
}
