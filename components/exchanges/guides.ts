import type { ExchangeName } from "@/server/kernel/exchange-names";

/** How a key is made at an exchange: where, what to tick there, and what to leave off. */
export type Guide = {
  /** the exchange's own page of keys */
  readonly href: string;
  readonly where: string;
  /** the right's own name there, and what it is needed for */
  readonly tick: readonly (readonly [name: string, why: string])[];
  readonly leave: readonly string[];
  readonly bind: string;
  /** names of what is copied from there */
  readonly keyName: string;
  readonly secretName: string;
  readonly note?: string;
};

export const guides: { readonly [exchange in ExchangeName]: Guide } = {
  luno: {
    href: "https://www.luno.com/wallet/security/api_keys",
    where: "Luno: Settings, then API keys, then Create key, with custom permissions.",
    tick: [
      ["Perm_R_Balance", "read balances"],
      ["Perm_R_Transactions", "see deposits and withdrawals you make by hand"],
      ["Perm_R_Orders", "see orders and trades"],
      ["Perm_W_Orders", "place and cancel orders"],
    ],
    leave: ["Perm_W_Send", "Perm_W_Withdrawals", "Perm_W_Addresses", "Perm_W_Beneficiaries"],
    bind: "Where Luno asks for allowed addresses, enter this machine's public address.",
    keyName: "Key ID",
    secretName: "Key secret",
    note: "Luno does not tell what a key may do, so this app cannot check it. Go through the list once more before you save.",
  },
  binance: {
    href: "https://www.binance.com/en/my/settings/api-management",
    where:
      "Binance: Account, then API Management, then Create API, System generated; then Edit restrictions.",
    tick: [
      ["Enable Reading", "read balances, orders and trades"],
      ["Enable Spot & Margin Trading", "place and cancel spot orders"],
    ],
    leave: ["Enable Withdrawals", "Enable Internal Transfer", "Permits Universal Transfer", "Enable Futures"],
    bind: "Choose Restrict access to trusted IPs only and enter this machine's public address: Binance lets a key trade only then.",
    keyName: "API Key",
    secretName: "Secret Key",
  },
  kucoin: {
    href: "https://www.kucoin.com/account/api",
    where: "KuCoin: Account, then API Management, then Create API, for API-based trading.",
    tick: [
      ["General", "read balances, orders and trades"],
      ["Spot", "place and cancel spot orders"],
    ],
    leave: ["Transfer", "Withdrawal", "Margin", "Futures"],
    bind: "At IP restriction choose Yes and enter this machine's public address: a key without one ends by itself after a while.",
    keyName: "API Key",
    secretName: "API Secret",
  },
  kraken: {
    href: "https://www.kraken.com/u/security/api",
    where: "Kraken: your name, then Settings, then API, then Create API key.",
    tick: [
      ["Query Funds", "read balances"],
      ["Query Open Orders & Trades", "see what is open"],
      ["Query Closed Orders & Trades", "see what was filled"],
      ["Create & Modify Orders", "place orders"],
      ["Cancel & Close Orders", "cancel orders"],
      ["Access WebSockets API", "hear of fills at once"],
    ],
    leave: ["Withdraw Funds", "Deposit Funds", "Export Data"],
    bind: "Under IP address restriction enter this machine's public address. Use this key for this app alone: Kraken counts its requests.",
    keyName: "API key",
    secretName: "Private key",
  },
  valr: {
    href: "https://www.valr.com/my/api-keys",
    where: "VALR: your profile, then API keys, then Create new API key.",
    tick: [
      ["View access", "read balances, orders and trades"],
      ["Trade", "place and cancel orders"],
    ],
    leave: ["Withdraw", "Transfer", "Link Bank Account"],
    bind: "At IP address range enter this machine's public address, with /32 behind it.",
    keyName: "API key",
    secretName: "API secret",
  },
};

/** Where testnet keys are made; only Binance has one. */
export const TESTNET_HREF = "https://testnet.binance.vision";
