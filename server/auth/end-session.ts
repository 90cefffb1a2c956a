import { commit } from "@/server/audit/commit";
import { SESSION_ENDED } from "./check-session";
import { sessionClaims } from "./core/account";
import { type Instants, systemContext } from "./system-context";

/** Signs one session out for good: its cookie is refused from here on, also when somebody kept a copy. */
export async function endSession(claims: unknown, now: Instants): Promise<void> {
  const parsed = sessionClaims.safeParse(claims);
  if (!parsed.success) return;
  await commit(systemContext({ id: "sign-out", userId: parsed.data.uid, channel: "web" }, now), {
    action: SESSION_ENDED,
    subject: parsed.data.sid,
    reason: "signed out",
    detail: {},
    events: [{ name: "session/ended", data: { all: false } }],
    write: async () => undefined,
  });
}
