import type { FaultAsk } from "./fault-ask";
import { callKinds, faultNames } from "./faults";

const FORM = /^([a-z_]+)(?:@([a-z*]+))?(?:=([0-9.]+)(x?))?((?:,(?:ms|value|symbol)=[^,]+)*)$/;

/** Reads a fault as the command line writes it: NAME[@CALL][=PROBABILITY|COUNTx][,ms=N][,value=TEXT][,symbol=A/B]. */
export function readFaultText(text: string): FaultAsk {
  const [whole, nameText, onText, amount, times, rest = ""] = FORM.exec(text) ?? [];
  if (whole === undefined)
    throw new RangeError(`"${text}" is no fault: write NAME[@CALL][=PROBABILITY|COUNTx][,ms=N][,value=TEXT]`);
  const name = faultNames.find((each) => each === nameText);
  if (!name) throw new RangeError(`"${nameText}" is no fault; there are ${faultNames.join(", ")}`);
  const on = onText === "*" ? "*" : callKinds.find((each) => each === onText);
  if (onText !== undefined && !on)
    throw new RangeError(`"${onText}" is no kind of call; there are ${callKinds.join(", ")}`);
  const given = Object.fromEntries(
    rest
      .split(",")
      .slice(1)
      .map((part): [string, string] => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]),
  );
  const count = amount === undefined ? undefined : toNumber(amount);
  return {
    name,
    on,
    symbol: given.symbol,
    value: given.value,
    ms: given.ms === undefined ? undefined : toNumber(given.ms),
    times: times === "x" ? count : undefined,
    probability: times === "x" ? undefined : count,
  };
}

function toNumber(text: string): number {
  const value = +text;
  if (!Number.isFinite(value)) throw new RangeError(`"${text}" is no number`);
  return value;
}
