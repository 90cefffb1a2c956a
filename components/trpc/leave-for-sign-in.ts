let staying = false;
let renewedAt = Number.NEGATIVE_INFINITY;
/** What was asked or told under the session before may still come back: it says nothing of the new one. */
const ECHO_MS = 10_000;

/** Leaves for the sign-in page, with the way back to what is open now. */
export function leaveForSignIn(): void {
  if (staying || performance.now() - renewedAt < ECHO_MS) return;
  const { pathname, search, hash } = window.location;
  const next = `${pathname}${search}${hash}`;
  window.location.assign(`/signin?${new URLSearchParams({ why: "ended", next })}`);
}

/** Leaves because the person said so: the end of the session, which the line tells at once, is no news then. */
export async function leaveAfter(signOut: () => Promise<unknown>): Promise<void> {
  staying = true;
  await signOut().catch(() => undefined);
  window.location.assign("/signin?why=out");
}

/** While `act` replaces this page's own session by a new one, its end is no reason to leave. */
export async function withoutLeaving<T>(act: () => Promise<T>): Promise<T> {
  staying = true;
  try {
    return await act();
  } finally {
    staying = false;
  }
}

/** Tells that this page has a new session: the end of the one before, heard late, is no reason to leave. */
export function sessionRenewed(): void {
  renewedAt = performance.now();
}
