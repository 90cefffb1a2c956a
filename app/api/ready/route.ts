import { sharedReadiness } from "@/server/health/readiness";

export const dynamic = "force-dynamic";

/** 200 when the system can trade, 503 with what is missing when it cannot; one look a second for all who ask. */
export async function GET(): Promise<Response> {
  const answer = await sharedReadiness();
  const status = answer.status === "ready" ? 200 : 503;
  return Response.json(answer, { status, headers: { "cache-control": "no-store" } });
}
