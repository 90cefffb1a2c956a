import type { ExchangeView, KeyView } from "@/server/vault/core/key-view";

/** The dialog that is open over the page of exchanges. */
export type Opened =
  | { readonly kind: "key"; readonly exchange: ExchangeView; readonly replaces: KeyView | null }
  | { readonly kind: "remove"; readonly exchange: ExchangeView; readonly removes: KeyView }
  | { readonly kind: "order-test"; readonly exchange: ExchangeView; readonly of: KeyView }
  | { readonly kind: "revoke"; readonly exchange: ExchangeView };
