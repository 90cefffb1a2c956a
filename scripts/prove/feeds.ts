// npm run prove -- feeds --file BINANCE_BTC-USDT_5m.csv.gz [--hours 24] [--speed 60] [--cut-every 60] [--json]: a stretch of
// a recorded market through the feeds of all five simulated exchanges, with cut, half-open, losing and shuffling
// connections; ends with status 1 when a candle differs from the file's.
import { parseArgs } from "node:util";
import { replayDay } from "@/server/exchange/live-feed/proof/replay-day";

const WHOLE = /^[1-9]\d{0,4}$/;

function readArguments() {
  const text = { type: "string" } as const;
  const options = {
    file: text,
    hours: text,
    speed: text,
    "cut-every": text,
    json: { type: "boolean" },
  } as const;
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options });
    const [hours, speed, seconds] = [values.hours ?? "24", values.speed ?? "60", values["cut-every"] ?? "60"];
    if (values.file && [hours, speed, seconds].every((each) => WHOLE.test(each)))
      return {
        json: values.json ?? false,
        ask: {
          file: values.file,
          lengthMs: Number(hours) * 3_600_000,
          speed: Number(speed),
          cutEveryMs: Number(seconds) * 1_000,
        },
      };
  } catch {
    // an option it does not have: the same sentence
  }
  console.error(
    "Use: npm run prove -- feeds --file CANDLES_5m.csv.gz [--hours 24] [--speed 60] [--cut-every SECONDS] [--json]",
  );
  process.exit(2);
}

const { ask, json } = readArguments();
const results = await replayDay(ask);
if (json) console.log(JSON.stringify(results));
else console.table(results);
const isWhole = results.every(
  (one) => one.inFile > 0 && one.equal === one.inFile && one.equalFromTrades === one.inFile,
);
process.exit(isWhole ? 0 : 1);
