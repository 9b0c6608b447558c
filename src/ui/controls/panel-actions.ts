import { createContext, useContext, type JSX } from "solid-js";

/** What can be done with a panel wherever it stands: at the end of its header, whatever it shows. */
export const PanelActions = createContext<() => JSX.Element>(() => undefined);
export const usePanelActions = (): (() => JSX.Element) => useContext(PanelActions);
