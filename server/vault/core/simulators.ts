import { type ExchangeName, findExchange } from "@/server/kernel/exchange-names";

/** The account that practice keys are for, at every simulator. */
export const PRACTICE_ACCOUNT = "practice";

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d{1,5}$/;

/** Simulators as a start names them: "luno=http://127.0.0.1:4101,kraken=http://127.0.0.1:4104". Only those of this machine count. */
export function readSimulators(text: string): { readonly [exchange in ExchangeName]?: string } {
  const named = text.split(",").flatMap((part) => {
    const [name = "", origin = ""] = part.trim().split("=");
    const exchange = findExchange(name);
    return exchange && LOOPBACK.test(origin) ? [[exchange, origin] as const] : [];
  });
  return Object.fromEntries(named);
}
