/** The pages' thread gave no sign of life for so long: they answer nobody. */
const SILENT_MS = 10_000;

/**
 * What GET /api/health answers: that this process lives, and, as `asOf`, when the pages last turned. Not 200 before they
 * listen (`turnedAtMs` 0) and when they have stood still for ten seconds. Instants are wall ms.
 */
export function pagesHealth(turnedAtMs, nowMs) {
  const version = process.env.AMARKTAI_VERSION ?? "0.1.0";
  const told = { version, uptimeS: Math.floor(process.uptime()) };
  if (turnedAtMs === 0) return { code: 503, body: { status: "starting", ...told } };
  const isSilent = nowMs - turnedAtMs > SILENT_MS;
  const asOf = new Date(turnedAtMs).toISOString();
  return { code: isSilent ? 503 : 200, body: { status: isSilent ? "silent" : "ok", ...told, asOf } };
}
