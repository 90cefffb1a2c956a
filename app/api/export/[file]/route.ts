import { exportCsv } from "@/server/api/export-csv";
import { getSession } from "@/server/auth/get-session";
import { getMarketBadge } from "@/server/market/get-market-badge";

export const dynamic = "force-dynamic";

/** A table as a file: /api/export/trades.csv, positions.csv or decisions.csv, with the filters of its page. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ readonly file: string }> },
): Promise<Response> {
  const [{ file }, session] = await Promise.all([params, getSession()]);
  // a stranger is told so without a question to the database
  const badge = session && (await getMarketBadge());
  const query = new URL(request.url).searchParams;
  return exportCsv({ file, query, session, marketKind: badge?.kind ?? null, signal: request.signal });
}
