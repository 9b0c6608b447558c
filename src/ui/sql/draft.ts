const drafts = new Map<string, string>();

/** What was typed, by project, until the tab is closed: the page may be left and come back to. */
export const keepDraft = (projectId: string, text: string): void => void drafts.set(projectId, text);

export const readDraft = (projectId: string): string | undefined => drafts.get(projectId);
