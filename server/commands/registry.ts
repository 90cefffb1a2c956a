import { cancelBacktestCommand } from "./catalog/cancel-backtest";
import { changePasswordCommand } from "./catalog/change-password";
import { clearHaltCommand } from "./catalog/clear-halt";
import { compareBacktestsCommand } from "./catalog/compare-backtests";
import { createBotCommand } from "./catalog/create-bot";
import { deleteBacktestCommand } from "./catalog/delete-backtest";
import { listBacktestsCommand } from "./catalog/list-backtests";
import { listBotsCommand } from "./catalog/list-bots";
import { listJobRunsCommand } from "./catalog/list-job-runs";
import { listJobsCommand } from "./catalog/list-jobs";
import { pauseBotCommand } from "./catalog/pause-bot";
import { pauseJobCommand } from "./catalog/pause-job";
import { replayDecisionCommand } from "./catalog/replay-decision";
import { replayJobRunCommand } from "./catalog/replay-job-run";
import { resumeBotCommand } from "./catalog/resume-bot";
import { runBacktestCommand } from "./catalog/run-backtest";
import { runJobNowCommand } from "./catalog/run-job-now";
import { showBacktestCommand } from "./catalog/show-backtest";
import { showBotCommand } from "./catalog/show-bot";
import { showJobRunCommand } from "./catalog/show-job-run";
import { showStatusCommand } from "./catalog/show-status";
import { unpauseJobCommand } from "./catalog/unpause-job";
import type { AnyCommand } from "./command";

/** Everything that may be asked for: pages, chat and every other door are made from this list. */
export const commands: readonly AnyCommand[] = [
  createBotCommand,
  pauseBotCommand,
  resumeBotCommand,
  listBotsCommand,
  showBotCommand,
  showStatusCommand,
  replayDecisionCommand,
  listJobsCommand,
  listJobRunsCommand,
  showJobRunCommand,
  runJobNowCommand,
  replayJobRunCommand,
  pauseJobCommand,
  unpauseJobCommand,
  clearHaltCommand,
  changePasswordCommand,
  runBacktestCommand,
  cancelBacktestCommand,
  deleteBacktestCommand,
  listBacktestsCommand,
  showBacktestCommand,
  compareBacktestsCommand,
];

const byId = new Map(commands.map((command) => [command.id, command]));

export const findCommand = (id: string): AnyCommand | undefined => byId.get(id);
