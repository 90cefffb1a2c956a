import { availableParallelism } from "node:os";
import { didYouMean } from "@/server/kernel/nearest-name";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { timeframeMs } from "@/server/market/core/candle";
import { chooseStrategy } from "@/server/strategy/core/choose-strategy";
import { describeStrategy } from "@/server/strategy/core/describe-strategy";
import type { Strategy } from "@/server/strategy/core/strategy";
import type { CandleFile } from "./candle-files/read-candles";
import type { BacktestOptions } from "./core/backtest-options";
import type { BacktestRequest } from "./core/backtest-request";
import type { BacktestReport } from "./core/backtest-view";
import { refuseEmpty, windowsOf } from "./core/judge-request";
import { countTasks } from "./core/plan-work";
import { sweepableOptions } from "./core/replay-span";
import { countSets, needsOf, rulesOf } from "./core/search-needs";
import { possibleSets, toParamSpace } from "./core/sweep/param-space";
import { type KeepPlace, openKeptSearch } from "./kept-search";
import { requestOfFiles } from "./request-of-files";
import { doWork } from "./threads/do-work";
import { shareColumns } from "./threads/share-columns";
import { openThreadPool } from "./threads/thread-pool";

export type SearchWatch = {
  /** evaluations done, of how many at most */
  readonly progress: (done: number, total: number) => void;
  /** whether to end with what was tried so far */
  readonly isCut: () => boolean;
};

export type FileSearch = {
  readonly file: CandleFile;
  readonly options: BacktestOptions;
  /** kind, strategy, params, ranges and so on, as in a request of the app */
  readonly search: { readonly [name: string]: unknown };
  /** all cores unless given */
  readonly threads?: number;
  readonly watch?: SearchWatch;
  /** where what is found is kept, for a search that is cut off; absent: nowhere */
  readonly keep?: KeepPlace;
};

export type FoundInFile = {
  /** null where it was cut off before anything could be judged */
  readonly report: BacktestReport | null;
  /** sets that an earlier, cut-off search had tried */
  readonly resumed: number;
  readonly cut: boolean;
  /** what was kept for the next call, where it was cut off; a sentence where that failed */
  readonly kept: { readonly file: string; readonly fault: string | null } | null;
  /** what is to be said about an earlier search that was not taken up */
  readonly notes: readonly string[];
};

/** A range or parameter that changes nothing, or changes what another option already says; null when there is none. */
function foreignRange(request: BacktestRequest, { strategy, stepMs }: Evaluated): string | null {
  if (request.kind === "run") return null;
  const known = [...describeStrategy(strategy).params.map(({ name }) => name), ...sweepableOptions];
  const names = Object.keys(request.ranges);
  const wrong = [...names, ...Object.keys(request.params)].find((name) => !known.includes(name));
  if (wrong !== undefined) {
    return `${strategy.id} has no parameter "${wrong}": it has ${known.join(", ")}.${didYouMean(wrong, known)}`;
  }
  const twice = names.find((name) => name in request.params);
  if (twice !== undefined) return `"${twice}" is in --params and in --sweep: leave it out of one of them.`;
  const rules = rulesOf(request, strategy);
  return rules.ok ? refuseEmpty(request, { strategy, stepMs }) : `--where: ${rules.refusal.message}`;
}

type Evaluated = { readonly strategy: Strategy; readonly stepMs: number };
type Judged = Evaluated & { readonly request: BacktestRequest };

function judge({ file, search }: FileSearch): Result<Judged> {
  const asked = requestOfFiles([{ symbol: file.file, file }], search);
  if (!asked.ok) return asked;
  const request = asked.value;
  const chosen = chooseStrategy(request.strategy);
  if (!chosen.ok) return chosen;
  const strategy = chosen.value;
  const stepMs = timeframeMs(file.timeframe);
  const foreign = foreignRange(request, { strategy, stepMs });
  return foreign ? refuse("invalid", foreign) : accept({ request, strategy, stepMs });
}

/**
 * A sweep or a walk-forward over a file of candles, on all cores, without an app or a database. Refuses with one
 * sentence what a request of the app would be refused for, but for the limits of the queue. One that is cut off
 * answers with what it had tried, and the same search goes on from there.
 */
export async function searchFile(search: FileSearch): Promise<Result<FoundInFile>> {
  const judged = judge(search);
  if (!judged.ok) return judged;
  const { request, strategy, stepMs } = judged.value;
  const { file, options, threads, watch, keep } = search;
  const opened = await openKeptSearch(keep ?? null, { request, options, file });
  if (!opened.ok) return opened;
  const kept = opened.value;
  const candles = shareColumns(file.candles);
  const pool = openThreadPool(
    {
      request,
      stepMs,
      markets: [{ symbol: file.file, candles, lead: file.lead, options }],
      source: file.file,
    },
    threads ?? availableParallelism(),
  );
  const total = tasksOf(judged.value);
  const isCut = () => watch?.isCut() ?? false;
  try {
    const found = await doWork({
      request,
      openAt: candles.openAt,
      lead: file.lead,
      pool,
      now: () => performance.now(),
      needs: needsOf(request, { strategy, stepMs }),
      desk: {
        find: kept.find,
        save: kept.save,
        progress: (done) => watch?.progress(done, total),
        cancelled: () => false,
        cut: isCut,
      },
    });
    const report = found?.json ? (JSON.parse(found.json) as BacktestReport) : null;
    const cut = isCut() && (report === null || isCutOff(report));
    if (report === null && !cut) {
      return refuse(
        "invalid",
        "No parameter set made enough trades to be judged: widen the ranges or lower minTrades.",
      );
    }
    const { resumed, notes } = kept;
    return accept({ report, resumed, notes, cut, kept: await kept.close(cut) });
  } finally {
    await pool.close();
  }
}

const isCutOff = ({ sweep, walkForward }: BacktestReport): boolean =>
  sweep?.cut === true || walkForward?.cut === true;

/** How many evaluations there will be at most. */
function tasksOf({ request, strategy, stepMs }: Judged): number {
  if (request.kind === "run") return 0;
  const space = toParamSpace(request.ranges);
  const left = countSets(request, { strategy, stepMs }, space)?.left ?? possibleSets(space);
  return countTasks(request, windowsOf(request), left);
}
