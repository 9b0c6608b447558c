import { projectSettingPrefix } from "./settings.ts";

/** Of the setting with what was chosen last in the palette, which goes with the project and when all of it is erased: ids may hold names of events. */
export const recentKey = (projectId: string): string => `${projectSettingPrefix(projectId)}palette`;
