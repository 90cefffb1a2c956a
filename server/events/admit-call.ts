import type { WallMs } from "@/server/kernel/clock";
import { processWide } from "@/server/platform/process-wide";
import { type ClaimedSignature, isSignedBy, readSignature } from "@/server/platform/sign-request";

/** For whoever has not shown a valid signature lately. */
const STRANGER_BYTES_MAX = 1024 * 1024;
/** An Inngest server sends 4 MB at most: a run with more fetches its memos itself. */
const SERVER_BYTES_MAX = 5 * 1024 * 1024;
const KNOWN_MS = 10 * 60_000;
const BAD_MS = 60_000;
const BAD_MAX = 3;
const ADDRESSES_MAX = 1_000;
const READ_TIMEOUT_MS = 5_000;
const WAITING_MAX = 32;
const MB = 1024 * 1024;

export type AdmitOptions = {
  /** where the call comes from, for counting only */
  readonly address: string;
  /** keys that may have signed it; the SDK's own check comes after this one */
  readonly keys: readonly string[];
  readonly wallNow: WallMs;
};

type Admitted = { readonly ok: true; readonly body: Buffer<ArrayBuffer> };
type Refused = { readonly ok: false; readonly status: number; readonly message: string };

/**
 * Lets a call of /api/inngest in when its signature fits the bytes that were sent. Nothing is parsed here.
 *
 * Without a signature that is at least of the right form and fresh, not a byte is read: 401. Bodies are read one at
 * a time, each within 5 s: up to 1 MB, or 5 MB from an address that signed rightly within the last 10 minutes (413
 * above). An address with three wrong signatures in a minute is not read either (429), unless it also signs rightly.
 */
export async function admitCall(request: Request, options: AdmitOptions): Promise<Admitted | Refused> {
  const { address, wallNow } = options;
  const claimed = readSignature(request.headers.get("x-inngest-signature"), wallNow);
  if (!claimed) return no(401, "The call is not signed, or was signed more than five minutes ago.");
  const book = addresses();
  const isKnown = (book.knownAt.get(address) ?? Number.NEGATIVE_INFINITY) > wallNow - KNOWN_MS;
  const bad = book.bad.get(address);
  if (!isKnown && bad && bad.count >= BAD_MAX && bad.sinceAt > wallNow - BAD_MS)
    return no(429, "Too many calls with a wrong signature. Try again in a minute.");
  const bytesMax = isKnown ? SERVER_BYTES_MAX : STRANGER_BYTES_MAX;
  const tooLarge = no(413, `The body is larger than ${bytesMax / MB} MB.`);
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) return tooLarge;
  const body = await oneAtATime(() => readBody(request, bytesMax));
  if (body === "busy") return no(503, "Too many calls wait to be read. Try again in a few seconds.");
  if (body === "slow") return no(408, "The body did not arrive within 5 seconds.");
  if (body === "large") return tooLarge;
  return judge(body, claimed, options);
}

function judge(
  body: Buffer<ArrayBuffer>,
  claimed: ClaimedSignature,
  { keys, address, wallNow }: AdmitOptions,
): Admitted | Refused {
  const book = addresses();
  if (isSignedBy(keys, body, claimed)) {
    remember(book.knownAt, address, wallNow);
    return { ok: true, body };
  }
  const before = book.bad.get(address);
  const goesOn = before !== undefined && before.sinceAt > wallNow - BAD_MS;
  remember(
    book.bad,
    address,
    goesOn ? { ...before, count: before.count + 1 } : { count: 1, sinceAt: wallNow },
  );
  return no(401, "The signature does not belong to this body and this key.");
}

const no = (status: number, message: string): Refused => ({ ok: false, status, message });

type Addresses = {
  readonly knownAt: Map<string, WallMs>;
  readonly bad: Map<string, { readonly count: number; readonly sinceAt: WallMs }>;
};
const addresses = () =>
  processWide<Addresses>("events.inngestAddresses", () => ({ knownAt: new Map(), bad: new Map() }));

/** The address told of longest ago makes room. */
function remember<T>(map: Map<string, T>, address: string, value: T): void {
  map.delete(address);
  const [oldest] = map.keys();
  if (map.size >= ADDRESSES_MAX && oldest !== undefined) map.delete(oldest);
  map.set(address, value);
}

type Lane = { busy: boolean; readonly waiting: (() => void)[] };

async function oneAtATime<T>(work: () => Promise<T>): Promise<T | "busy"> {
  const lane = processWide<Lane>("events.inngestLane", () => ({ busy: false, waiting: [] }));
  if (lane.busy) {
    if (lane.waiting.length >= WAITING_MAX) return "busy";
    // the lane is handed over, not freed, so that nobody can slip in between
    await new Promise<void>((resolve) => lane.waiting.push(resolve));
  }
  lane.busy = true;
  try {
    return await work();
  } finally {
    const next = lane.waiting.shift();
    if (next) next();
    else lane.busy = false;
  }
}

async function readBody(request: Request, bytesMax: number): Promise<Buffer<ArrayBuffer> | "large" | "slow"> {
  const reader = request.body?.getReader();
  if (!reader) return Buffer.alloc(0);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void reader.cancel().catch(() => undefined);
  }, READ_TIMEOUT_MS);
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.byteLength;
      if (size > bytesMax) {
        void reader.cancel().catch(() => undefined);
        return "large";
      }
      parts.push(part.value);
    }
  } catch {
    return "slow";
  } finally {
    clearTimeout(timer);
  }
  return late ? "slow" : Buffer.concat(parts);
}
