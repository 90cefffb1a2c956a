import type { Bar, BarField, Bars } from "./bars";

/** One number that an indicator takes. Ranges are what people may choose, wide on purpose. */
export type ParamRange = {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  readonly default: number;
};

export type Params = { readonly [name: string]: number };
export type Settings = { readonly params: Params; readonly variant: string };
export type Outputs = { readonly [name: string]: Float64Array };
export type OutputsAt = { readonly [name: string]: number };

/** What the catalogue tells about an indicator, and its two ways of running, which give the same numbers. */
export type Indicator = {
  readonly name: string;
  readonly title: string;
  readonly params: { readonly [name: string]: ParamRange };
  /** conventions to choose from; the first is the default */
  readonly variants: readonly string[];
  readonly inputs: readonly BarField[];
  readonly outputs: readonly string[];
  /** index of the first candle at which every output has a value */
  readonly warmUp: (settings: Settings) => number;
  /**
   * candles after which values no longer depend on where the series began (weight of the start below 1e-9);
   * null where they always do
   */
  readonly settle: (settings: Settings) => number | null;
  readonly batch: (bars: Bars, settings: Settings) => Outputs;
  readonly stream: (settings: Settings) => (bar: Bar) => OutputsAt;
};

type Chosen<K extends string, V extends string> = {
  readonly p: { readonly [name in K]: number };
  readonly variant: V;
};

type Definition<K extends string, V extends string> = {
  readonly name: string;
  readonly title: string;
  readonly params: { readonly [name in K]: ParamRange };
  readonly variants?: readonly [V, ...V[]];
  readonly inputs: readonly BarField[];
  readonly outputs: readonly string[];
  readonly warmUp: (chosen: Chosen<K, V>) => number;
  readonly settle?: (chosen: Chosen<K, V>) => number | null;
  readonly batch: (bars: Bars, chosen: Chosen<K, V>) => Outputs;
  readonly stream: (chosen: Chosen<K, V>) => (bar: Bar) => OutputsAt;
};

/** Makes a catalogue entry; inside, parameters and variants have their own names as types. Settings come checked. */
export function defineIndicator<K extends string = never, V extends string = "standard">(
  definition: Definition<K, V>,
): Indicator {
  const { name, title, params, inputs, outputs, warmUp, batch, stream } = definition;
  const settle = definition.settle ?? warmUp;
  const read = (settings: Settings): Chosen<K, V> => ({
    p: settings.params as Chosen<K, V>["p"],
    variant: settings.variant as V,
  });
  return {
    name,
    title,
    params,
    variants: definition.variants ?? ["standard"],
    inputs,
    outputs,
    warmUp: (settings) => warmUp(read(settings)),
    settle: (settings) => settle(read(settings)),
    batch: (bars, settings) => batch(bars, read(settings)),
    stream: (settings) => stream(read(settings)),
  };
}

/** A window length in candles. */
export const periodOf = (standard: number, min = 1): ParamRange => ({
  min,
  max: 5_000,
  whole: true,
  default: standard,
});

/** A factor that need not be whole. */
export const factorOf = (standard: number, min: number, max: number): ParamRange => ({
  min,
  max,
  whole: false,
  default: standard,
});

/** Candles until a start with this smoothing has lost all but 1e-9 of its weight. */
export const candlesToForget = (alpha: number): number =>
  alpha >= 1 ? 1 : Math.ceil(Math.log(1e-9) / Math.log(1 - alpha));
