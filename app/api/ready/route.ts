import { readiness } from "@/server/health/readiness";
import { wallMs } from "@/server/kernel/clock";

export const dynamic = "force-dynamic";

/** 200 when the system can trade, 503 with what is missing when it cannot. */
export async function GET(): Promise<Response> {
  const answer = await readiness(wallMs(Date.now()));
  const status = answer.status === "ready" ? 200 : 503;
  return Response.json(answer, { status, headers: { "cache-control": "no-store" } });
}
