const ANSWER_WITHIN_MS = 2_000;

/** Whether the Inngest server at `url` answers now; false after two seconds without one. Never throws. */
export async function probeInngest(url: string): Promise<boolean> {
  try {
    const reply = await fetch(new URL("/health", url), {
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await reply.body?.cancel();
    return reply.ok;
  } catch {
    return false;
  }
}
