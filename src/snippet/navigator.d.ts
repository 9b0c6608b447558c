interface Navigator {
  /** Global Privacy Control: the person asks not to be followed. */
  readonly globalPrivacyControl?: boolean;
  readonly doNotTrack?: string | null;
}

interface Document {
  /** Loaded ahead, and not shown to anyone yet. */
  readonly prerendering?: boolean;
}
