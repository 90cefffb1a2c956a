import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Valr } from "../valr";
import { type Answer, type Asked, startAnswering } from "./answering-server";

const FACTS = join(process.cwd(), "../shared/facts/exchanges/valr");
const shapesPath = join(FACTS, "valr-shapes.json");
const pairsPath = join(FACTS, "valr-pairs-2026-03-19.json");

/** The recorded facts of VALR lie beside the project on the machines that have them. */
export const hasFacts = existsSync(shapesPath) && existsSync(pairsPath);
export const shapes = hasFacts ? JSON.parse(readFileSync(shapesPath, "utf8")) : {};
export const listedPairs = (): readonly Record<string, string>[] =>
  JSON.parse(readFileSync(pairsPath, "utf8")).spot;

export const PAIR = {
  symbol: "BTCZAR",
  baseCurrency: "BTC",
  quoteCurrency: "ZAR",
  shortName: "BTC/ZAR",
  active: true,
  minBaseAmount: "0.00001",
  maxBaseAmount: "9",
  minQuoteAmount: "10",
  maxQuoteAmount: "5000000",
  tickSize: "1",
  baseDecimalPlaces: "8",
  currencyPairType: "SPOT",
};

/** VALR's client before a real HTTP server; `answers` by "VERB /path", to be filled in by a test. */
export async function openValrWithAnswers() {
  const answers: Record<string, (asked: Asked) => Answer> = {
    "GET /v1/public/pairs": () => ({ body: [PAIR] }),
    "GET /v1/public/currencies": () => ({ body: [] }),
  };
  const server = await startAnswering((asked) =>
    answers[`${asked.method} ${asked.path.split("?")[0]}`]?.(asked),
  );
  const valr = new Valr({ apiKey: "key", secret: "the-secret", enableRateLimit: false });
  Object.assign(valr.urls.api as object, { public: server.origin, private: server.origin });
  return {
    valr,
    server,
    answers,
    last: () => server.asked.at(-1) as Asked,
    close: async () => {
      await valr.close();
      await server.close();
    },
  };
}
