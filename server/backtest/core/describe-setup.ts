import { Decimal } from "@/server/kernel/money";
import type { BacktestRequest } from "./backtest-request";

/**
 * What tells one backtest from another with the same title: parameters, wallet, size, fee and exits.
 * "fast 12, slow 26 · wallet 10000 USDT, balanced · fee 0.1 % · stop 2 %".
 */
export function describeSetup(request: BacktestRequest): string {
  const { wallet, stake, riskMode, fee, slippage, stop, roi, timeStopMinutes, symbols } = request;
  const quote = symbols[0]?.split("/")[1] ?? "";
  const targets = Object.entries(roi).map(([minutes, ratio]) =>
    minutes === "0" ? percent(ratio) : `${percent(ratio)} after ${minutes} min`,
  );
  const parts = [
    paramsInWords(request),
    `wallet ${wallet} ${quote}, ${riskMode ?? `stake ${stake}`}`,
    `fee ${fee === null ? "of the market" : percent(fee)}, slippage ${percent(slippage)}`,
    stop === null ? "" : stop === "0" ? "no stop" : `stop ${percent(stop)}`,
    targets.length === 0 ? "" : `target ${targets.join(", ")}`,
    request.trailing === null ? "" : "trailing",
    timeStopMinutes === null ? "" : `out after ${timeStopMinutes} min`,
  ];
  return parts.filter(Boolean).join(" · ");
}

function paramsInWords(request: BacktestRequest): string {
  const varied = request.kind === "run" ? [] : Object.keys(request.ranges);
  const set = Object.entries(request.params).filter(([name]) => !varied.includes(name));
  const words = set.map(([name, value]) => `${name} ${value}`);
  return [...words, ...(varied.length === 0 ? [] : [`varies ${varied.join(", ")}`])].join(", ");
}

const percent = (ratio: string): string => `${new Decimal(ratio).times(100).toFixed()} %`;
