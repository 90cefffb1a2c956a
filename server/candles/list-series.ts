import { LIBRARY_LIMITS } from "./core/candle-library";
import type { SeriesPage } from "./core/series-view";
import { findSeriesOf } from "./store/series";

const POLICY =
  "Stored candles stay until you delete them, 4 GB in all; a download that ended without a candle is forgotten after 30 days.";

/** All candles that a user keeps for research, by name. */
export async function listSeries(userId: string): Promise<SeriesPage> {
  const items = (await findSeriesOf(userId)).map(({ view }) => view);
  const bytes = items.reduce((sum, each) => sum + each.bytes, 0);
  return { items, bytes, bytesMax: LIBRARY_LIMITS.bytes, policy: POLICY };
}
