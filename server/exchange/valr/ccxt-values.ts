// ccxt takes seconds and 80 MB: it is loaded with whoever needs VALR's class, not with whatever bundle holds it.
const ccxt = await import("ccxt");

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
