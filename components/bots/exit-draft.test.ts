import { describe, expect, it } from "vitest";
import { createBotInput } from "@/server/bots/core/bot";
import { botExits } from "@/server/positions/core/exit-rules";
import { exitFieldOf, exitInput, NO_EXITS } from "./exit-draft";

// Guards the form: what a person says in percent is what the bot is given, and a fault stands at its field.
describe("the exits of a new bot", () => {
  it("sends nothing where nothing was said", () => {
    expect(exitInput(NO_EXITS)).toEqual({});
  });

  it("sends every kind as the command takes it", () => {
    const { exits } = exitInput({
      stopKind: "volatility",
      stop: "2,5",
      candles: "20",
      target: "6",
      trail: "2",
      trailFrom: "1.5",
      even: "2",
      partials: "2:30, 3,5:20",
      hours: "12",
    });
    expect(botExits.parse(exits)).toEqual({
      stop: { kind: "volatility", multiple: "2.5", candles: 20 },
      target: "0.06",
      trailing: { ratio: "0.02", offset: "0.015" },
      breakEven: { after: "0.02", keep: "0.002" },
      partials: [
        { at: "0.02", share: "0.3" },
        { at: "0.035", share: "0.2" },
      ],
      timeHours: 12,
    });
  });

  it("names what is wrong at the field it is about", () => {
    const said = (change: object) => {
      const input = exitInput({ ...NO_EXITS, ...change });
      const bot = { exchange: "binance", symbol: "BTC/USDT", capital: "100", ...input };
      return createBotInput.safeParse(bot).error?.issues.map(({ path }) => exitFieldOf(path.join(".")));
    };
    expect(said({ stopKind: "percent", stop: "9" })).toEqual(["exits.stop"]);
    expect(said({ stopKind: "volatility", stop: "2", candles: "3" })).toEqual(["exits.candles"]);
    expect(said({ trailFrom: "1" })).toEqual(["exits.trail"]);
    expect(said({ partials: "3:30, 2:30" })).toEqual(["exits.partials"]);
    expect(said({ hours: "soon" })).toEqual(["exits.hours"]);
  });
});
