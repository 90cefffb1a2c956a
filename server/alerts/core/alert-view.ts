import { z } from "zod";
import type { ChannelTarget } from "./channel-input";
import type { QuietHours } from "./quiet-hours";
import type { Severity } from "./severity";

export const alertStates = ["open", "acknowledged", "resolved"] as const;
export type AlertState = (typeof alertStates)[number];

/** One alert in a list. Times are ISO UTC, wall clock. */
export type AlertView = {
  readonly alertId: string;
  readonly kind: string;
  readonly title: string;
  readonly severity: Severity;
  readonly state: AlertState;
  /** what it is about: `bot:ID`, `venue:NAME`, … */
  readonly subject: string;
  readonly why: string;
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
};

export type AlertPage = { readonly alerts: readonly AlertView[]; readonly nextCursor: string | null };

/** A try to tell a channel, or the next one. */
export type DeliveryView = {
  readonly deliveryId: string;
  readonly channelName: string;
  readonly status: "queued" | "sent" | "failed" | "dropped";
  readonly tries: number;
  readonly lastError: string | null;
  readonly queuedAt: string;
  /** while it is queued */
  readonly nextAt: string | null;
  /** it waits for the end of quiet hours */
  readonly isQuiet: boolean;
  readonly endedAt: string | null;
};

export type AlertDetailView = {
  readonly alert: AlertView;
  /** what makes such an alert fire, in general */
  readonly fires: string;
  readonly todo: string;
  /** it is over by itself; acknowledging only says that it was seen */
  readonly lasts: boolean;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  readonly resolvedAt: string | null;
  readonly resolvedWords: string | null;
  readonly deliveries: readonly DeliveryView[];
};

/** What waits for its owner: open and not acknowledged. */
export type AlertCount = { readonly waiting: number; readonly worst: Severity | null };

/** A channel without its secret. */
export type ChannelView = {
  readonly channelId: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly minSeverity: Severity;
  readonly quiet: QuietHours | null;
  readonly target: ChannelTarget;
  /** of its secret; empty where it has none */
  readonly lastFour: string;
  readonly failures: number;
  readonly lastError: string | null;
  readonly lastSentAt: string | null;
  /** the newest deliveries, tests among them */
  readonly recent: readonly DeliveryView[];
};

export type AlertSettingsView = {
  readonly channels: readonly ChannelView[];
  /** local hours are this zone's */
  readonly timeZone: string;
};

export const alertFilter = z.strictObject({
  state: z.enum(["all", ...alertStates], `State is one of all, ${alertStates.join(", ")}.`).default("all"),
  minSeverity: z
    .enum(["low", "medium", "high", "critical"], "Severity is low, medium, high or critical.")
    .default("low"),
  kind: z
    .string()
    .regex(/^[a-z_]{1,40}$/, "Write the kind as its code, for example feed_frozen.")
    .optional(),
});
/** The names of what `alertFilter` lets through. */
export type AlertFilter = z.output<typeof alertFilter>;

export const alertRef = z.strictObject({ alertId: z.guid("Name the alert by its id.") });

const ACTED_MOST = 200;
export const alertRefs = z.strictObject({
  alertIds: z
    .array(z.guid("Name the alerts by their ids."))
    .min(1, "Name at least one alert.")
    .max(ACTED_MOST),
});

/** The alerts that an act has changed. */
export type AlertsActed = { readonly alertIds: readonly string[] };
