/**
 * Whether `origin` is on a project's list: exactly, or below a `https://*.example.com` entry (any
 * depth, not `example.com` itself; scheme and port must agree). `null`, the origin of sandboxed
 * frames and files, never is.
 */
export function isOriginAllowed(allowed: readonly string[], origin: string): boolean {
  if (origin === "null" || origin === "") return false;
  return allowed.some((entry) => {
    const [scheme, suffix] = entry.split("*", 2);
    if (scheme === undefined || suffix === undefined) return entry === origin;
    const host = origin.slice(scheme.length);
    return (
      origin.startsWith(scheme) &&
      suffix.startsWith(".") &&
      host.length > suffix.length &&
      host.endsWith(suffix)
    );
  });
}
