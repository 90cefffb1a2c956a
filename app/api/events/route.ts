import { openEventStream } from "@/server/api/event-stream";
import { getSession, getSessionCheck } from "@/server/auth/get-session";

export const dynamic = "force-dynamic";

/** The one stream of a browser: live figures about once a second, and events in commit order with resume. */
export async function GET(request: Request): Promise<Response> {
  const session = await getSession({ touch: false });
  if (!session) return Response.json({ message: "You are signed out. Sign in again." }, { status: 401 });
  return openEventStream({ request, session, checkSession: await getSessionCheck() });
}
