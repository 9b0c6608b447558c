export function chromiumPath(): Promise<string | undefined>;
export const CHROMIUM_ARGS: string[];
export const TEST_ARGS: string[];
