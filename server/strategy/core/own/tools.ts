import { adxSeries } from "@/server/indicators/core/adx";
import { atrSeries } from "@/server/indicators/core/atr";
import { bollingerSeries } from "@/server/indicators/core/bollinger";
import { cciSeries } from "@/server/indicators/core/cci";
import { donchianSeries } from "@/server/indicators/core/donchian";
import { emaSeries } from "@/server/indicators/core/ema";
import { linearRegressionSlopeSeries } from "@/server/indicators/core/linear-regression-slope";
import { macdSeries } from "@/server/indicators/core/macd";
import { rocSeries } from "@/server/indicators/core/roc";
import { rsiSeries } from "@/server/indicators/core/rsi";
import { smaSeries } from "@/server/indicators/core/sma";
import { standardDeviationSeries } from "@/server/indicators/core/standard-deviation";
import { stochasticSeries } from "@/server/indicators/core/stochastic";
import { supertrendSeries } from "@/server/indicators/core/supertrend";
import { williamsRSeries } from "@/server/indicators/core/williams-r";
import { wmaSeries } from "@/server/indicators/core/wma";
import { zScoreSeries } from "@/server/indicators/core/z-score";
import { higherCandles } from "./higher-candles";

/** What a strategy of the owner's is handed to compute with: our indicators over whole columns, and longer candles. */
export const tools = {
  adxSeries,
  atrSeries,
  bollingerSeries,
  cciSeries,
  donchianSeries,
  emaSeries,
  higherCandles,
  linearRegressionSlopeSeries,
  macdSeries,
  rocSeries,
  rsiSeries,
  smaSeries,
  standardDeviationSeries,
  stochasticSeries,
  supertrendSeries,
  williamsRSeries,
  wmaSeries,
  zScoreSeries,
} as const;
