import { z } from "zod";
import type { SeriesDetail, SeriesPage, SeriesView } from "@/server/candles/core/series-view";
import { exchangeWire } from "@/server/kernel/name-wires";
import { viewOf } from "./view-of";

const series = z.strictObject({
  id: z.string(),
  name: z.string(),
  place: z.string(),
  exchange: exchangeWire,
  symbol: z.string(),
  timeframe: z.string(),
  origin: z.enum(["download", "import"]),
  status: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  statusReason: z.string().nullable(),
  progress: z.strictObject({
    done: z.number(),
    total: z.number(),
    step: z.string(),
    etaMs: z.number().nullable(),
  }),
  candles: z.number(),
  missing: z.number(),
  bytes: z.number(),
  from: z.string().nullable(),
  until: z.string().nullable(),
  askedFrom: z.string(),
  askedUntil: z.string(),
  notes: z.array(z.string()).readonly(),
  file: z.string().nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
});

export const seriesView = viewOf<SeriesView>()(series);

export const seriesPage = viewOf<SeriesPage>()(
  z.strictObject({
    items: z.array(series).readonly(),
    bytes: z.number(),
    bytesMax: z.number(),
    policy: z.string(),
  }),
);

export const seriesDetail = viewOf<SeriesDetail>()(
  z.strictObject({
    series,
    gaps: z.array(z.strictObject({ at: z.string(), missing: z.number() })).readonly(),
    gapsInAll: z.number(),
  }),
);
