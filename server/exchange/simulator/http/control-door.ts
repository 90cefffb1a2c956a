import { z } from "zod";
import { callKinds, faultNames } from "@/server/exchange/simulator/core/faults";
import { encodePlain } from "@/server/exchange/simulator/core/plain";
import type { SimControl } from "@/server/exchange/simulator/sim-control";
import { decimalText, toDecimal } from "@/server/kernel/money";
import type { Answer, Call } from "./wire";

const PREFIX = "/_simulator/";
const HOSTS = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

export const isControl = ({ path }: Call): boolean => path.startsWith(PREFIX);

export type ControlDoor = {
  readonly answer: (call: Call, host: string | undefined) => Answer;
  readonly count: (call: Call) => void;
};

const amounts = z.record(z.string(), decimalText);
const keyAsk = z.strictObject({
  account: z.string().min(1).max(64).optional(),
  rights: z
    .strictObject({ read: z.boolean(), trade: z.boolean(), withdraw: z.boolean() })
    .partial()
    .optional(),
  balances: amounts.optional(),
  addresses: z.array(z.string()).nullable().optional(),
  expiresAt: z.number().int().nullable().optional(),
});
const faultAsk = z.strictObject({
  name: z.enum(faultNames),
  on: z.enum([...callKinds, "*"]).optional(),
  symbol: z.string().optional(),
  probability: z.number().min(0).max(1).optional(),
  times: z.number().int().positive().optional(),
  ms: z.number().int().optional(),
  value: z.string().optional(),
});
const priceAsk = z.strictObject({ symbol: z.string(), price: decimalText.nullable() });
const moveAsk = z.strictObject({ account: z.string(), asset: z.string(), amount: decimalText });
const orderAsk = z.strictObject({
  account: z.string(),
  symbol: z.string(),
  side: z.enum(["buy", "sell"]),
  amount: decimalText,
  price: decimalText.nullable().optional(),
});
const cancelAsk = z.strictObject({ account: z.string(), id: z.string() });
const clearAsk = z.strictObject({ name: z.enum(faultNames).nullable().optional() });
const limitsAsk = z.strictObject({ factor: z.number().min(0).max(1_000) });

/** Where tests and the owner reach behind the exchange: keys, prices, faults, acts by hand, and the whole truth. */
export function controlDoor(control: SimControl): ControlDoor {
  const acts: Readonly<Record<string, (body: unknown) => unknown>> = {
    "POST keys": (body) => control.makeKey(keyAsk.parse(body)),
    "POST price": (body) => {
      const { symbol, price } = priceAsk.parse(body);
      control.setPrice(symbol, price);
    },
    "POST faults": (body) => control.setFault(faultAsk.parse(body)),
    "POST faults/clear": (body) => control.clearFaults(clearAsk.parse(body).name ?? null),
    "GET faults": () => control.faults(),
    "POST deposit": (body) => {
      const { account, asset, amount } = moveAsk.parse(body);
      control.move(account, asset, amount);
    },
    "POST withdraw": (body) => {
      const { account, asset, amount } = moveAsk.parse(body);
      control.move(account, asset, toDecimal(amount).neg().toFixed());
    },
    "POST order": (body) => control.order(orderAsk.parse(body)),
    "POST cancel": (body) => {
      const { account, id } = cancelAsk.parse(body);
      return control.cancel(account, id);
    },
    "POST limits": (body) => control.setLimits(limitsAsk.parse(body).factor),
    "GET truth": () => control.truth(),
    "GET state": () => control.state(),
  };
  return {
    count: (call) => control.count(`${call.method} ${call.path}`),
    answer: (call, host) => {
      // a page of another site may not reach it through a browser
      if (!HOSTS.test(host ?? "") || call.headers.origin !== undefined)
        return { status: 403, body: { error: "this door is for this machine only" } };
      const act = acts[`${call.method} ${call.path.slice(PREFIX.length)}`];
      return act
        ? answerOf(act, call)
        : { status: 404, body: { error: `it can be asked: ${Object.keys(acts).join(", ")}` } };
    },
  };
}

function answerOf(act: (body: unknown) => unknown, call: Call): Answer {
  try {
    const body = call.body === "" ? {} : (JSON.parse(call.body) as unknown);
    return { status: 200, body: encodePlain(act(body) ?? { done: true }) };
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}
