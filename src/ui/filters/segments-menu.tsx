import { createSignal, lazy, Show, Suspense, type JSX } from "solid-js";
import type { FilterTerm } from "../../model/question.ts";
import { SEGMENT_LIMITS } from "../../model/segment.ts";
import { Icon } from "../controls/icon.tsx";
import { Menu, type MenuItem } from "../controls/menu.tsx";
import { withPlaced } from "../state/known-segments.ts";
import { useSegments } from "../state/segments.ts";

const NameDialog = lazy(async () => ({
  default: (await import("../controls/name-dialog.tsx")).NameDialog,
}));
const SegmentsDialog = lazy(async () => ({
  default: (await import("./segments-dialog.tsx")).SegmentsDialog,
}));

const LISTED = 8;

/** Saved segments beside filters: one is chosen, the filters become one, all of them are kept in order. */
export function SegmentsMenu(props: {
  filters: readonly FilterTerm[];
  onChange: (filters: FilterTerm[]) => void;
  small?: boolean | undefined;
}): JSX.Element {
  let root: HTMLSpanElement | undefined;
  const button = (): HTMLElement | undefined => root?.querySelector("button") ?? undefined;
  const segments = useSegments();
  const [dialog, setDialog] = createSignal<"save" | "all">();
  const use = (id: string): void => {
    const isThere = props.filters.some((term) => "segment" in term && term.segment === id && !term.not);
    if (!isThere) props.onChange([...props.filters, { segment: id }]);
  };
  const items = (): MenuItem[] => [
    ...(segments.all() ?? []).slice(0, LISTED).map(({ id, name }): MenuItem => ({
      label: name,
      icon: "filter",
      onChoose: () => use(id),
    })),
    {
      label: "Save as a segment…",
      icon: "plus",
      separated: (segments.all() ?? []).length > 0,
      disabled: props.filters.length === 0,
      onChoose: () => setDialog("save"),
    },
    { label: "All segments…", icon: "edit", onChoose: () => setDialog("all") },
  ];
  const save = async (name: string) => {
    const id = crypto.randomUUID();
    const saved = await segments.save({
      id,
      name,
      terms: withPlaced(props.filters, segments.all() ?? []),
    });
    if (saved.ok) props.onChange([{ segment: id }]);
    return saved;
  };
  return (
    <>
      <span ref={root}>
        <Menu
          trigger={
            <>
              Segments <Icon name="chevron" size={13} />
            </>
          }
          triggerLook={{ look: "quiet", small: props.small }}
          items={items()}
        />
      </span>
      <Show when={dialog() === "save"}>
        <Suspense>
          <NameDialog
            open
            title="Save as a segment"
            description="These filters under a name, to be chosen on every page. They are kept with the project."
            name=""
            maxLength={SEGMENT_LIMITS.nameLength}
            action="Save segment"
            rename={save}
            returnFocus={button}
            onRenamed={() => setDialog(undefined)}
            onClose={() => setDialog(undefined)}
          />
        </Suspense>
      </Show>
      <Show when={dialog() === "all"}>
        <Suspense>
          <SegmentsDialog
            returnFocus={button}
            onUse={(id) => {
              setDialog(undefined);
              use(id);
            }}
            onClose={() => setDialog(undefined)}
          />
        </Suspense>
      </Show>
    </>
  );
}
