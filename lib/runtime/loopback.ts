/**
 * This machine itself: what is sent to it crosses no network. Beside its own addresses `0.0.0.0` and `[::]`, by which
 * servers say that they listen everywhere and at which this machine answers, and names under `localhost` (RFC 6761).
 */
export function isLoopback({ hostname }: URL): boolean {
  const host = hostname.replace(/\.$/, '');
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return /^(127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/.test(host);
}
