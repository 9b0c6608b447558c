interface Navigator {
  /** Global Privacy Control: the person asks not to be followed. */
  readonly globalPrivacyControl?: boolean;
  readonly doNotTrack?: string | null;
}
