import { liveness } from "@/server/api/liveness";

export const dynamic = "force-dynamic";

export const GET = (): Response => Response.json(liveness(), { headers: { "cache-control": "no-store" } });
