// Written by `npm run catalog` from the files below catalog/, one command each: never by hand.
import { changePasswordCommand } from "./catalog/account/change-password";
import { stepUpCommand } from "./catalog/account/step-up";
import { acknowledgeAlertsCommand } from "./catalog/alerts/acknowledge-alerts";
import { acknowledgeAllCommand } from "./catalog/alerts/acknowledge-all";
import { addChannelCommand } from "./catalog/alerts/add-channel";
import { countAlertsCommand } from "./catalog/alerts/count-alerts";
import { editChannelCommand } from "./catalog/alerts/edit-channel";
import { listAlertsCommand } from "./catalog/alerts/list-alerts";
import { removeChannelCommand } from "./catalog/alerts/remove-channel";
import { reopenAlertsCommand } from "./catalog/alerts/reopen-alerts";
import { showAlertCommand } from "./catalog/alerts/show-alert";
import { showAlertSettingsCommand } from "./catalog/alerts/show-settings";
import { testChannelCommand } from "./catalog/alerts/test-channel";
import { listApprovalsCommand } from "./catalog/approvals/list-approvals";
import { turnAutopilotOffCommand } from "./catalog/autopilot/turn-autopilot-off";
import { turnAutopilotOnCommand } from "./catalog/autopilot/turn-autopilot-on";
import { cancelBacktestCommand } from "./catalog/backtest/cancel-backtest";
import { compareBacktestsCommand } from "./catalog/backtest/compare-backtests";
import { deleteBacktestCommand } from "./catalog/backtest/delete-backtest";
import { listBacktestChoicesCommand } from "./catalog/backtest/list-backtest-choices";
import { listBacktestsCommand } from "./catalog/backtest/list-backtests";
import { runBacktestCommand } from "./catalog/backtest/run-backtest";
import { showBacktestCommand } from "./catalog/backtest/show-backtest";
import { addToBlacklistCommand } from "./catalog/blacklist/add-to-blacklist";
import { listBlacklistCommand } from "./catalog/blacklist/list-blacklist";
import { removeFromBlacklistCommand } from "./catalog/blacklist/remove-from-blacklist";
import { listDetectionsCommand } from "./catalog/bodyguard/list-detections";
import { markDetectionCommand } from "./catalog/bodyguard/mark-detection";
import { releaseBotCommand } from "./catalog/bodyguard/release-bot";
import { showDetectionCommand } from "./catalog/bodyguard/show-detection";
import { showBodyguardCommand } from "./catalog/bodyguard/show-status";
import { actOnBotsCommand } from "./catalog/bots/act-on-bots";
import { cloneBotCommand } from "./catalog/bots/clone-bot";
import { createBotCommand } from "./catalog/bots/create-bot";
import { deleteBotCommand } from "./catalog/bots/delete-bot";
import { listBotsCommand } from "./catalog/bots/list-bots";
import { listStrategiesCommand } from "./catalog/bots/list-strategies";
import { pauseBotCommand } from "./catalog/bots/pause-bot";
import { restoreBotCommand } from "./catalog/bots/restore-bot";
import { resumeBotCommand } from "./catalog/bots/resume-bot";
import { showBotCommand } from "./catalog/bots/show-bot";
import { showBotCandlesCommand } from "./catalog/bots/show-bot-candles";
import { showSpawnPlanCommand } from "./catalog/bots/show-spawn-plan";
import { spawnBotsCommand } from "./catalog/bots/spawn-bots";
import { stopBotCommand } from "./catalog/bots/stop-bot";
import { cancelDownloadCommand } from "./catalog/candles/cancel-download";
import { deleteCandlesCommand } from "./catalog/candles/delete-candles";
import { downloadCandlesCommand } from "./catalog/candles/download-candles";
import { listCandlesCommand } from "./catalog/candles/list-candles";
import { showCandlesCommand } from "./catalog/candles/show-candles";
import { setCurrencyCommand } from "./catalog/currency/set-currency";
import { showCurrencyCommand } from "./catalog/currency/show-currency";
import { listActivityCommand } from "./catalog/dashboard/list-activity";
import { listEquityCommand } from "./catalog/dashboard/list-equity";
import { showLiveViewCommand } from "./catalog/dashboard/show-live-view";
import { listDecisionsCommand } from "./catalog/decisions/list-decisions";
import { listReasonsCommand } from "./catalog/decisions/list-reasons";
import { replayDecisionCommand } from "./catalog/decisions/replay-decision";
import { showDecisionCommand } from "./catalog/decisions/show-decision";
import { clearEmergencyCommand } from "./catalog/emergency/clear-emergency";
import { showEmergencyCommand } from "./catalog/emergency/show-emergency";
import { emergencyStopCommand } from "./catalog/emergency/stop-everything";
import { allowEntriesCommand } from "./catalog/entries/allow-entries";
import { stopEntriesCommand } from "./catalog/entries/stop-entries";
import { testKeyCommand } from "./catalog/exchange/test-key";
import { addKeyCommand } from "./catalog/exchanges/add-key";
import { listExchangesCommand } from "./catalog/exchanges/list-exchanges";
import { listOrderTestsCommand } from "./catalog/exchanges/list-order-tests";
import { makePracticeKeyCommand } from "./catalog/exchanges/make-practice-key";
import { removeKeyCommand } from "./catalog/exchanges/remove-key";
import { revokeKeysCommand } from "./catalog/exchanges/revoke-keys";
import { rotateKeyCommand } from "./catalog/exchanges/rotate-key";
import { runOrderTestCommand } from "./catalog/exchanges/run-order-test";
import { showExecutionCommand } from "./catalog/execution/show-execution";
import { showFundingCommand } from "./catalog/funding/show-plan";
import { listHealsCommand } from "./catalog/health/list-heals";
import { listHoldsCommand } from "./catalog/health/list-holds";
import { showHealthCommand } from "./catalog/health/show-health";
import { showStorageCommand } from "./catalog/health/show-storage";
import { tryHealsCommand } from "./catalog/health/try-heals";
import { recordInjectionCommand } from "./catalog/injections/record-injection";
import { listJobRunsCommand } from "./catalog/jobs/list-job-runs";
import { listJobsCommand } from "./catalog/jobs/list-jobs";
import { pauseJobCommand } from "./catalog/jobs/pause-job";
import { replayJobRunCommand } from "./catalog/jobs/replay-job-run";
import { runJobNowCommand } from "./catalog/jobs/run-job-now";
import { showJobRunCommand } from "./catalog/jobs/show-job-run";
import { unpauseJobCommand } from "./catalog/jobs/unpause-job";
import { adoptChangeCommand } from "./catalog/learning/adopt-change";
import { revertChangeCommand } from "./catalog/learning/revert-change";
import { showLearningCommand } from "./catalog/learning/show-learning";
import { setLimitCommand } from "./catalog/limits/set-limit";
import { showLimitsCommand } from "./catalog/limits/show-limits";
import { listMarketsCommand } from "./catalog/markets/list-markets";
import { turnLiveOffCommand } from "./catalog/mode/turn-live-off";
import { turnLiveOnCommand } from "./catalog/mode/turn-live-on";
import { turnPaperOffCommand } from "./catalog/mode/turn-paper-off";
import { turnPaperOnCommand } from "./catalog/mode/turn-paper-on";
import { listOrdersCommand } from "./catalog/orders/list-orders";
import { showOrderCommand } from "./catalog/orders/show-order";
import { closeAllCommand } from "./catalog/positions/close-all";
import { closePositionCommand } from "./catalog/positions/close-position";
import { listPositionsCommand } from "./catalog/positions/list-positions";
import { setStopCommand } from "./catalog/positions/set-stop";
import { setTargetCommand } from "./catalog/positions/set-target";
import { rebalanceProfitsCommand } from "./catalog/profits/rebalance-profits";
import { revertRebalanceCommand } from "./catalog/profits/revert-rebalance";
import { showProfitsCommand } from "./catalog/profits/show-profits";
import { checkBotCommand } from "./catalog/promotions/check-bot";
import { demoteBotCommand } from "./catalog/promotions/demote-bot";
import { listScorecardsCommand } from "./catalog/promotions/list-scorecards";
import { listTwinsCommand } from "./catalog/promotions/list-twins";
import { previewNightCommand } from "./catalog/promotions/preview-night";
import { promoteBotCommand } from "./catalog/promotions/promote-bot";
import { setPolicyCommand } from "./catalog/promotions/set-policy";
import { showHistoryCommand } from "./catalog/promotions/show-history";
import { acknowledgeCommand } from "./catalog/reconciliation/acknowledge";
import { showReconciliationCommand } from "./catalog/reconciliation/show-reconciliation";
import { listReportsCommand } from "./catalog/report/list-reports";
import { previewReportCommand } from "./catalog/report/preview-report";
import { sendReportCommand } from "./catalog/report/send-report";
import { setReportsCommand } from "./catalog/report/set-reports";
import { showReportCommand } from "./catalog/report/show-report";
import { showReportSettingsCommand } from "./catalog/report/show-settings";
import { askWhatIfCommand } from "./catalog/risk/ask-what-if";
import { clearHaltCommand } from "./catalog/risk/clear-halt";
import { listGuardsCommand } from "./catalog/risk/list-guards";
import { showStatusCommand } from "./catalog/status/show-status";
import { listTemplatesCommand } from "./catalog/templates/list-templates";
import { explainTradeCommand } from "./catalog/trades/explain-trade";
import { listTradesCommand } from "./catalog/trades/list-trades";
import { listWorkingOrdersCommand } from "./catalog/trades/list-working-orders";
import { showReturnsCommand } from "./catalog/wallet/show-returns";
import { showWalletCommand } from "./catalog/wallet/show-wallet";

/** Every command there is, each with its own types: doors are derived from this list. */
export const catalog = [
  changePasswordCommand,
  stepUpCommand,
  acknowledgeAlertsCommand,
  acknowledgeAllCommand,
  addChannelCommand,
  countAlertsCommand,
  editChannelCommand,
  listAlertsCommand,
  removeChannelCommand,
  reopenAlertsCommand,
  showAlertCommand,
  showAlertSettingsCommand,
  testChannelCommand,
  listApprovalsCommand,
  turnAutopilotOffCommand,
  turnAutopilotOnCommand,
  cancelBacktestCommand,
  compareBacktestsCommand,
  deleteBacktestCommand,
  listBacktestChoicesCommand,
  listBacktestsCommand,
  runBacktestCommand,
  showBacktestCommand,
  addToBlacklistCommand,
  listBlacklistCommand,
  removeFromBlacklistCommand,
  listDetectionsCommand,
  markDetectionCommand,
  releaseBotCommand,
  showDetectionCommand,
  showBodyguardCommand,
  actOnBotsCommand,
  cloneBotCommand,
  createBotCommand,
  deleteBotCommand,
  listBotsCommand,
  listStrategiesCommand,
  pauseBotCommand,
  restoreBotCommand,
  resumeBotCommand,
  showBotCommand,
  showBotCandlesCommand,
  showSpawnPlanCommand,
  spawnBotsCommand,
  stopBotCommand,
  cancelDownloadCommand,
  deleteCandlesCommand,
  downloadCandlesCommand,
  listCandlesCommand,
  showCandlesCommand,
  setCurrencyCommand,
  showCurrencyCommand,
  listActivityCommand,
  listEquityCommand,
  showLiveViewCommand,
  listDecisionsCommand,
  listReasonsCommand,
  replayDecisionCommand,
  showDecisionCommand,
  clearEmergencyCommand,
  showEmergencyCommand,
  emergencyStopCommand,
  allowEntriesCommand,
  stopEntriesCommand,
  testKeyCommand,
  addKeyCommand,
  listExchangesCommand,
  listOrderTestsCommand,
  makePracticeKeyCommand,
  removeKeyCommand,
  revokeKeysCommand,
  rotateKeyCommand,
  runOrderTestCommand,
  showExecutionCommand,
  showFundingCommand,
  listHealsCommand,
  listHoldsCommand,
  showHealthCommand,
  showStorageCommand,
  tryHealsCommand,
  recordInjectionCommand,
  listJobRunsCommand,
  listJobsCommand,
  pauseJobCommand,
  replayJobRunCommand,
  runJobNowCommand,
  showJobRunCommand,
  unpauseJobCommand,
  adoptChangeCommand,
  revertChangeCommand,
  showLearningCommand,
  setLimitCommand,
  showLimitsCommand,
  listMarketsCommand,
  turnLiveOffCommand,
  turnLiveOnCommand,
  turnPaperOffCommand,
  turnPaperOnCommand,
  listOrdersCommand,
  showOrderCommand,
  closeAllCommand,
  closePositionCommand,
  listPositionsCommand,
  setStopCommand,
  setTargetCommand,
  rebalanceProfitsCommand,
  revertRebalanceCommand,
  showProfitsCommand,
  checkBotCommand,
  demoteBotCommand,
  listScorecardsCommand,
  listTwinsCommand,
  previewNightCommand,
  promoteBotCommand,
  setPolicyCommand,
  showHistoryCommand,
  acknowledgeCommand,
  showReconciliationCommand,
  listReportsCommand,
  previewReportCommand,
  sendReportCommand,
  setReportsCommand,
  showReportCommand,
  showReportSettingsCommand,
  askWhatIfCommand,
  clearHaltCommand,
  listGuardsCommand,
  showStatusCommand,
  listTemplatesCommand,
  explainTradeCommand,
  listTradesCommand,
  listWorkingOrdersCommand,
  showReturnsCommand,
  showWalletCommand,
] as const;
