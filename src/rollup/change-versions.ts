const VERSIONS_EACH = 2 ** 32;
const KEPT_CHANGES = 200_000;
let opened = 0;

/** Which members changed since a version that was handed out earlier. */
export interface ChangeVersions {
  readonly version: number;
  record(members: readonly number[]): void;
  /** Undefined where only everything will do: a version of another object, or too long ago. */
  since(version: number): number[] | undefined;
  /** Everything may have changed. */
  reset(): void;
}

export function makeChangeVersions(): ChangeVersions {
  const changed = new Map<number, number>();
  let version = VERSIONS_EACH * ++opened;
  let floor = version;
  const reset = (): void => {
    changed.clear();
    floor = ++version;
  };
  return {
    get version() {
      return version;
    },
    record(members) {
      if (members.length === 0) return;
      version++;
      for (const member of members) changed.set(member, version);
      if (changed.size > KEPT_CHANGES) reset();
    },
    since(from) {
      if (from < floor || from > version) return undefined;
      return [...changed].filter(([, at]) => at > from).map(([member]) => member);
    },
    reset,
  };
}
