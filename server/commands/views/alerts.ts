import { z } from "zod";
import type { ChannelKept } from "@/server/alerts/channels";
import {
  type AlertCount,
  type AlertDetailView,
  type AlertPage,
  type AlertSettingsView,
  type AlertsActed,
  alertStates,
} from "@/server/alerts/core/alert-view";
import { MAIL_SECURITY } from "@/server/alerts/core/channel-input";
import { SEVERITIES } from "@/server/alerts/core/severity";
import { viewOf } from "./view-of";

const severity = z.enum(SEVERITIES);
const instant = z.string().nullable();

const alert = z.strictObject({
  alertId: z.string(),
  kind: z.string(),
  title: z.string(),
  severity,
  state: z.enum(alertStates),
  subject: z.string(),
  why: z.string(),
  count: z.number(),
  firstAt: z.string(),
  lastAt: z.string(),
});

export const deliveryShape = z.strictObject({
  deliveryId: z.string(),
  channelName: z.string(),
  status: z.enum(["queued", "sent", "failed", "dropped"]),
  tries: z.number(),
  lastError: z.string().nullable(),
  queuedAt: z.string(),
  nextAt: instant,
  isQuiet: z.boolean(),
  endedAt: instant,
});

export const alertPage = viewOf<AlertPage>()(
  z.strictObject({ alerts: z.array(alert).readonly(), nextCursor: z.string().nullable() }),
);

export const alertDetail = viewOf<AlertDetailView>()(
  z.strictObject({
    alert,
    fires: z.string(),
    todo: z.string(),
    lasts: z.boolean(),
    facts: z.array(z.strictObject({ name: z.string(), value: z.string() })).readonly(),
    acknowledgedAt: instant,
    acknowledgedBy: z.string().nullable(),
    resolvedAt: instant,
    resolvedWords: z.string().nullable(),
    deliveries: z.array(deliveryShape).readonly(),
  }),
);

export const alertCount = viewOf<AlertCount>()(
  z.strictObject({ waiting: z.number(), worst: severity.nullable() }),
);

export const alertsActed = viewOf<AlertsActed>()(
  z.strictObject({ alertIds: z.array(z.string()).readonly() }),
);

export const channelKept = viewOf<ChannelKept>()(z.strictObject({ channelId: z.string(), name: z.string() }));

const target = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("email"),
    host: z.string(),
    port: z.number(),
    security: z.enum(MAIL_SECURITY),
    login: z.string(),
    from: z.string(),
    to: z.string(),
  }),
  z.strictObject({ kind: z.literal("webhook"), url: z.string() }),
  z.strictObject({ kind: z.literal("ntfy"), url: z.string(), topic: z.string() }),
  z.strictObject({ kind: z.literal("telegram"), url: z.string(), chat: z.string() }),
]);

export const alertSettings = viewOf<AlertSettingsView>()(
  z.strictObject({
    channels: z
      .array(
        z.strictObject({
          channelId: z.string(),
          name: z.string(),
          enabled: z.boolean(),
          minSeverity: severity,
          quiet: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
          target,
          lastFour: z.string(),
          failures: z.number(),
          lastError: z.string().nullable(),
          lastSentAt: instant,
          recent: z.array(deliveryShape).readonly(),
        }),
      )
      .readonly(),
    timeZone: z.string(),
  }),
);
