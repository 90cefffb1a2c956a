import { setTimeout as sleep } from "node:timers/promises";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { Fault } from "@/server/kernel/result";
import type { LiveLogger } from "./live-logger";

type ReachSetup = {
  readonly exchange: ExchangeName;
  readonly now: () => number;
  readonly log: LiveLogger;
  readonly isOver: () => boolean;
};

/** Whether an exchange can be reached, from what became of each call and connection. */
export class Reach {
  private downFrom: number | null = null;
  private failedAt = 0;

  constructor(private readonly setup: ReachSetup) {}

  /** How long it has not been reached, ms; null where it is. */
  get downMs(): number | null {
    return this.downFrom === null ? null : this.setup.now() - this.downFrom;
  }

  /** One that has just failed is not waited for. */
  hasJustFailed(withinMs: number): boolean {
    return this.downFrom !== null && this.setup.now() - this.failedAt < withinMs;
  }

  /** One call, given up after that time. */
  async ask<T>(call: () => Promise<T>, withinMs: number): Promise<T> {
    const giveUp = new AbortController();
    try {
      const late = sleep(withinMs, null, { signal: giveUp.signal, ref: false }).then(() => {
        throw new Fault("market", true, `${exchangeLabel(this.setup.exchange)} did not answer in time.`);
      });
      late.catch(() => undefined);
      const told = await Promise.race([call(), late]);
      this.came();
      return told;
    } catch (error) {
      this.fell(error);
      throw error;
    } finally {
      giveUp.abort();
    }
  }

  came(): void {
    if (this.downFrom === null) return;
    this.downFrom = null;
    this.setup.log.info({ exchange: this.setup.exchange }, "an exchange answers again");
  }

  fell(error: unknown): void {
    const { now, log, exchange, isOver } = this.setup;
    this.failedAt = now();
    if (this.downFrom !== null || isOver()) return;
    this.downFrom = this.failedAt;
    log.warn({ exchange, err: error }, "an exchange cannot be reached, it is tried again and again");
  }
}
