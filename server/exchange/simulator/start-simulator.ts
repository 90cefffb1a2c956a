import type { Clocks } from "@/server/kernel/clock";
import { marketMs, wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { binanceWire } from "./binance/binance-wire";
import type { FaultAsk } from "./core/fault-ask";
import { FaultBook } from "./core/faults";
import { Desk, type Kept } from "./desk";
import { controlDoor } from "./http/control-door";
import { serveExchange } from "./http/serve-exchange";
import type { WireMaker } from "./http/wire";
import { openJournal } from "./journal";
import { krakenWire } from "./kraken/kraken-wire";
import { kucoinWire } from "./kucoin/kucoin-wire";
import { lunoWire } from "./luno/luno-wire";
import { handSetPrices } from "./prices/hand-set-prices";
import type { PriceSource } from "./prices/price-source";
import { simulatedPrices } from "./prices/simulated-prices";
import { type KeyAsk, SimControl } from "./sim-control";
import { valrWire } from "./valr/valr-wire";

export type SimulatorOptions = {
  readonly exchange: ExchangeName;
  /** 0: any free one */
  readonly port?: number;
  readonly seed?: number;
  /** instead of the simulated market of that seed */
  readonly prices?: PriceSource | undefined;
  /** the file that remembers orders, trades, balances and keys; absent: nothing outlives the process */
  readonly statePath?: string | undefined;
  readonly clocks?: Clocks;
  readonly keys?: readonly KeyAsk[];
  readonly faults?: readonly FaultAsk[];
  /** times the exchange's own rate limits; 0: none */
  readonly limits?: number;
};

export type Simulator = {
  /** http://127.0.0.1:PORT: REST and websocket alike */
  readonly origin: string;
  readonly control: SimControl;
  readonly close: () => Promise<void>;
};

const SEED = 42;
const PULSE_MS = 100;
const realTime: Clocks = { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now()) };

const wires: { readonly [name in ExchangeName]: WireMaker } = {
  binance: binanceWire,
  kraken: krakenWire,
  kucoin: kucoinWire,
  luno: lunoWire,
  valr: valrWire,
};

/**
 * Starts one exchange on a loopback port of its own: its wire, its websockets, and the control door under
 * /_simulator/. It is killed and started again without forgetting where it has a `statePath`.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { exchange, seed = SEED, clocks = realTime } = options;
  const prices = handSetPrices(options.prices ?? simulatedPrices(exchange, seed));
  const maker = wires[exchange];
  const desk = new Desk(exchange, prices, new FaultBook(seed), clocks, maker.manners);
  if (options.statePath !== undefined) {
    const restore = (kept: Kept) => desk.restore(kept);
    desk.keepIn(openJournal<Kept>(options.statePath, restore, () => desk.everything()));
  }
  const control = new SimControl(desk, options.limits ?? 1);
  for (const fault of options.faults ?? []) control.setFault(fault);
  for (const key of options.keys ?? []) control.makeKey(key);
  const wire = maker.make({ desk, limits: () => control.limits() });
  const served = await serveExchange(wire, desk, controlDoor(control), options.port ?? 0);
  const pulse = setInterval(() => beat(desk), PULSE_MS);
  return {
    origin: served.origin,
    control,
    close: async () => {
      clearInterval(pulse);
      await served.close();
      desk.close();
    },
  };
}

/** Shows every market that has a new price, and lets it act on open orders. */
function beat(desk: Desk): void {
  for (const { symbol } of desk.prices.markets) desk.look(symbol);
  for (const symbol of desk.engine.ledger.openMarkets()) desk.advance(symbol);
}
