// What the bodyguard looks for: one line a check. What a threshold is stands in the settings.

export const botChecks = [
  "hour_loss",
  "drawdown",
  "streak",
  "frequency",
  "size_jump",
  "loss_jump",
  "drift",
] as const;
export type BotCheck = (typeof botChecks)[number];

/** All that a detection may be of; the day's losses are judged by the guards of the books, every two seconds. */
export const checkNames = [...botChecks, "bot_day_loss", "crowding", "book_day_loss"] as const;
export type CheckName = (typeof checkNames)[number];

export type Severity = "critical" | "high" | "medium";

type Check = {
  readonly title: string;
  readonly severity: Severity;
  readonly does: "quarantines the bot" | "tells it, pauses nothing" | "locks entries until midnight";
  /** how often it must be found before anything is done */
  readonly looks: 1 | 2;
  /** the settings its threshold is changed by */
  readonly settings: readonly string[];
};

const quarantines = "quarantines the bot";

export const checks: { readonly [name in CheckName]: Check } = {
  hour_loss: {
    title: "Loss within an hour",
    severity: "critical",
    does: quarantines,
    looks: 1,
    settings: ["bodyguard.hourLoss"],
  },
  drawdown: {
    title: "Fall from its highest",
    severity: "high",
    does: quarantines,
    looks: 2,
    settings: ["guards.botDrawdown"],
  },
  streak: {
    title: "Losing streak",
    severity: "high",
    does: quarantines,
    looks: 2,
    settings: ["bodyguard.streakLeast", "bodyguard.streakChance"],
  },
  frequency: {
    title: "Too many trades",
    severity: "medium",
    does: quarantines,
    looks: 2,
    settings: ["bodyguard.tradesPerHour", "bodyguard.planFactor"],
  },
  size_jump: {
    title: "Position far above its own",
    severity: "medium",
    does: quarantines,
    looks: 2,
    settings: ["bodyguard.sizeJump"],
  },
  loss_jump: {
    title: "Loss far above its own",
    severity: "high",
    does: quarantines,
    looks: 2,
    settings: ["bodyguard.lossJump"],
  },
  drift: {
    title: "Results drift into loss",
    severity: "medium",
    does: quarantines,
    looks: 2,
    settings: ["bodyguard.driftLimit"],
  },
  bot_day_loss: {
    title: "Loss since midnight, bot",
    severity: "high",
    does: quarantines,
    looks: 1,
    settings: ["guards.botDailyLoss"],
  },
  crowding: {
    title: "Crowding",
    severity: "medium",
    does: "tells it, pauses nothing",
    looks: 2,
    settings: ["bodyguard.crowdMost"],
  },
  book_day_loss: {
    title: "Loss since midnight, book",
    severity: "critical",
    does: "locks entries until midnight",
    looks: 1,
    settings: ["guards.bookDailyLoss"],
  },
};
