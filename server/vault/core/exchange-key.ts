import type { WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { KeySite } from "./key-site";

export const KEY_STATUSES = ["untested", "valid", "invalid", "expiring"] as const;
export type KeyStatus = (typeof KEY_STATUSES)[number];

/** What a test found out about a key. */
export type KeyFindings = {
  readonly status: KeyStatus;
  /** why it is invalid, or why the last test came to nothing: one sentence */
  readonly fault: string | null;
  /** null: the exchange does not tell */
  readonly mayRead: boolean | null;
  readonly mayTrade: boolean | null;
  readonly mayWithdraw: boolean | null;
  readonly addresses: readonly string[];
  readonly boundToAddresses: boolean | null;
  readonly expiresAt: WallMs | null;
  /** exchange time minus ours; null: not measured */
  readonly clockOffsetMs: number | null;
  /** the last test that came to an answer */
  readonly testedAt: WallMs | null;
};

/** A key as everybody but its opener sees it. */
export type ExchangeKey = KeyFindings & {
  readonly credentialId: string;
  readonly userId: string;
  readonly exchange: ExchangeName;
  readonly site: KeySite;
  readonly label: string;
  readonly lastFour: string;
  readonly testAskedAt: WallMs | null;
  readonly keptAt: WallMs;
  /** which master key seals it */
  readonly masterKeyId: string;
  readonly revision: number;
};

/** Whether orders may be sent with it. */
export const isUsable = ({ status }: Pick<ExchangeKey, "status">): boolean =>
  status === "valid" || status === "expiring";
