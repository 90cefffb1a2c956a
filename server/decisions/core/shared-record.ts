// A decision's record is the same from slot to slot but for a few figures: the strategy and its parameters, the market's
// rules, the settings, the names of signals and indicators. That part is stored once, and each decision keeps the rest.

type Shape = true | { readonly [name: string]: Shape } | readonly [(element: Fields) => Shape];
type Fields = { readonly [name: string]: unknown };
type Parts = { readonly shared: unknown; readonly own: unknown };

/** A decision's record, whole: what it read, and what came out. */
export type WholeRecord = { readonly inputs: unknown; readonly outcome: unknown };

const WEIGHT: Shape = { source: true, state: true, defaultWeight: true, usedWeight: true };

// What is not named here stays with the decision: a field nobody thought of costs its bytes, and nothing else.
const SHAPE: Shape = {
  inputs: {
    candles: { source: true, exchange: true, symbol: true, timeframe: true, count: true },
    strategy: true,
    params: true,
    staleIntervals: true,
    entryThreshold: true,
    weights: true,
    rules: true,
    entry: {
      book: true,
      mode: true,
      botStatus: true,
      orderWorking: true,
      positionSize: true,
      positionCap: true,
      reserveBuffer: true,
      stopRatio: true,
      makerFirst: true,
      gapRoom: true,
    },
  },
  outcome: {
    strategy: true,
    version: true,
    timeframe: true,
    threshold: true,
    signals: [(signal) => (signal.state === "absent" ? true : WEIGHT)],
    indicators: [() => ({ name: true })],
  },
};

/** The part of a record that decisions of the same bot share, and what is this one's own. */
export function splitRecord(record: WholeRecord): { readonly shared: Fields; readonly own: WholeRecord } {
  const { shared, own } = split({ inputs: record.inputs, outcome: record.outcome }, SHAPE);
  const { inputs = {}, outcome = {} } = (own ?? {}) as Partial<WholeRecord>;
  return { shared: (shared ?? {}) as Fields, own: { inputs, outcome } };
}

/** The whole record again. */
export function joinRecord(shared: unknown, own: WholeRecord): WholeRecord {
  const whole = join(shared, { inputs: own.inputs, outcome: own.outcome }) as WholeRecord;
  return { inputs: whole.inputs, outcome: whole.outcome };
}

function split(value: unknown, shape: Shape | undefined): Parts {
  if (shape === true) return { shared: value, own: undefined };
  if (shape === undefined) return { shared: undefined, own: value };
  if (isList(shape))
    return isListOfFields(value) ? splitList(value, shape[0]) : { shared: undefined, own: value };
  return isFields(value) ? splitFields(value, shape) : { shared: undefined, own: value };
}

function splitFields(value: Fields, shape: { readonly [name: string]: Shape }): Parts {
  const [shared, own]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
  for (const [name, field] of Object.entries(value)) {
    const parts = split(field, Object.hasOwn(shape, name) ? shape[name] : undefined);
    if (parts.shared !== undefined) shared[name] = parts.shared;
    if (parts.own !== undefined) own[name] = parts.own;
  }
  const isShared = Object.keys(shared).length > 0;
  return { shared: isShared ? shared : undefined, own: isShared && isEmpty(own) ? undefined : own };
}

/** Element by element; one that is shared whole leaves a null. */
function splitList(value: readonly Fields[], shapeOf: (element: Fields) => Shape): Parts {
  const parts = value.map((element) => split(element, shapeOf(element)));
  return { shared: parts.map(({ shared }) => shared ?? {}), own: parts.map(({ own }) => own ?? null) };
}

function join(shared: unknown, own: unknown): unknown {
  if (shared === undefined) return own;
  if (own === undefined) return shared;
  if (Array.isArray(shared) && Array.isArray(own))
    return own.map((element, index) => (element === null ? shared[index] : join(shared[index], element)));
  if (!isFields(shared) || !isFields(own)) return own;
  const whole: Record<string, unknown> = { ...shared };
  for (const [name, field] of Object.entries(own)) whole[name] = join(shared[name], field);
  return whole;
}

const isEmpty = (fields: Fields): boolean => Object.keys(fields).length === 0;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isList = (shape: Shape): shape is readonly [(element: Fields) => Shape] => Array.isArray(shape);
const isListOfFields = (value: unknown): value is readonly Fields[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((element) => isFields(element) && !isEmpty(element));
