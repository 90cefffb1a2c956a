// ccxt is loaded with whoever needs VALR's class, not with whatever bundle holds it.
import { loadCcxt } from "@/server/exchange/ccxt/load-ccxt";

const ccxt = await loadCcxt();

export const {
  ArgumentsRequired,
  AuthenticationError,
  BadRequest,
  BadResponse,
  BadSymbol,
  DuplicateOrderId,
  Exchange,
  ExchangeError,
  ExchangeNotAvailable,
  InsufficientFunds,
  InvalidNonce,
  InvalidOrder,
  NetworkError,
  OrderNotFound,
  PermissionDenied,
  Precise,
  RateLimitExceeded,
  RequestTimeout,
  functions,
} = ccxt;
