// Which settings are limits, what they are called, and how a value for one is read.
import { exchangeLabel, exchangeNames } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { changeAt, valueAt } from "@/server/settings/core/change-at";
import { defaultSettings, settingsSchema } from "@/server/settings/core/settings";

const PLAIN: { readonly [path: string]: string } = {
  "limits.perUserPerDay": "Entries a day, all bots",
  "limits.perBotPerDay": "Entries a day of one bot",
  "limits.per10s": "Entries within 10 s",
  "limits.per60s": "Entries within 60 s",
  "exposure.asset": "Most of a part in one coin",
  "exposure.correlated": "Most of a part in coins that move together",
  "correlation.least": "Correlation from which coins move together",
  "correlation.hours": "Hours that the correlation of coins is read from",
  "volatilitySizing.target": "Average range that positions are sized for; 0 is off",
  "volatilitySizing.candles": "Candles of that average range",
  "exposure.exchange": "Most of a part in coins at one exchange",
  "guards.bookDailyLoss": "Loss of a day that locks a book",
  "guards.bookDrawdown": "Fall that halts a book",
  "guards.botDailyLoss": "Loss of a day that quarantines a bot",
  "guards.botDrawdown": "Fall that quarantines a bot",
  "guards.quarantineHours": "Hours of quarantine after a fall",
  "bodyguard.hourLoss": "Loss within an hour that quarantines a bot",
  "bodyguard.streakLeast": "Shortest losing streak that is judged",
  "bodyguard.streakChance": "Chance in 30 days at which a losing streak quarantines a bot",
  "bodyguard.tradesPerHour": "Trades within an hour of one bot",
  "bodyguard.planFactor": "Times its own plan that a bot may trade",
  "bodyguard.sizeJump": "Times its usual position that a bot may take",
  "bodyguard.lossJump": "Times its large loss that a trade may lose",
  "bodyguard.driftLimit": "Drift into loss that quarantines a bot, in deviations",
  "bodyguard.crowdMost": "Running bots on one exchange, symbol and side",
  "bodyguard.hysteresis": "Hysteresis of the bodyguard’s thresholds",
  "bodyguard.confirmMinutes": "Minutes within which a second look confirms",
  "bodyguard.ladder.first": "Hours of a bot’s first quarantine, at least",
  "bodyguard.ladder.second": "Hours of its second quarantine, at least",
  "bodyguard.ladder.third": "Hours of its third quarantine, at least; the next archives it",
  "bodyguard.ladderDays": "Days that a quarantine counts on the ladder",
  botsMax: "Bots of the fleet",
};

const perExchange = exchangeNames.flatMap((exchange) => [
  [`limits.exchanges.${exchange}.perDay`, `Entries a day at ${exchangeLabel(exchange)}`],
  [`limits.exchanges.${exchange}.gapMs`, `Milliseconds between two entries at ${exchangeLabel(exchange)}`],
  [`limits.exchanges.${exchange}.inFlight`, `Entries under way at ${exchangeLabel(exchange)}`],
  [`slots.${exchange}`, `Bots at ${exchangeLabel(exchange)}`],
]);

const perMode = Object.keys(defaultSettings.riskModes).flatMap((mode) => [
  [`riskModes.${mode}.positionSize`, `Position of a bot's capital, ${mode}`],
  [`riskModes.${mode}.positionCap`, `Most of a bot's capital in a position, ${mode}`],
]);

/** Every limit an owner may change, by its path in the settings, with its name. */
export const limitSettings: { readonly [path: string]: string } = {
  ...PLAIN,
  ...(Object.fromEntries([...perExchange, ...perMode]) as { [path: string]: string }),
};

export const isLimitSetting = (path: string): boolean => Object.hasOwn(limitSettings, path);

/**
 * The value of a limit as it is stored, out of what was typed: a whole number where the setting is one, else a fraction
 * ("0.05", or "5 %"). Refuses with the bounds of the setting's own schema.
 */
export function readLimit(path: string, typed: string): Result<string | number> {
  const standard = valueAt(defaultSettings, path.split("."));
  const value = typeof standard === "number" ? toNumber(typed) : toFraction(typed);
  if (value === null)
    return refuse(
      "invalid",
      typeof standard === "number"
        ? "Write a whole number, for example 50."
        : "Write a fraction or a percentage, for example 0.05 or 5 %.",
      "value",
    );
  const parsed = settingsSchema.safeParse(changeAt({}, path.split("."), value));
  if (parsed.success) return accept(value);
  const words = parsed.error.issues[0]?.message ?? "it is out of bounds";
  return refuse(
    "invalid",
    `${limitSettings[path]}: ${words.charAt(0).toLowerCase()}${words.slice(1)}.`,
    "value",
  );
}

const toNumber = (typed: string): number | null =>
  /^\d{1,9}$/.test(typed.trim()) ? toDecimal(typed.trim()).toNumber() : null;

function toFraction(typed: string): string | null {
  const percent = /^(\d{1,3}(?:\.\d{1,6})?)\s*%$/.exec(typed.trim())?.[1];
  if (percent !== undefined) return toDecimal(percent).div(100).toFixed();
  return /^\d{1,3}(\.\d{1,8})?$/.test(typed.trim()) ? toDecimal(typed.trim()).toFixed() : null;
}

/** A limit's value as a person reads it: "5 %", "50", "2 s". */
export function shownLimit(path: string, value: unknown): string {
  if (typeof value === "string") return `${toDecimal(value).times(100).toFixed()} %`;
  return path.endsWith("gapMs") ? `${toDecimal(String(value)).div(1_000).toFixed()} s` : String(value);
}
