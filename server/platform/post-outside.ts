import { request as requestPlain } from "node:http";
import { request } from "node:https";
import { findAddresses } from "./outside-addresses";

const WITHIN_MS = 10_000;
const ANSWER_BYTES_MAX = 16_384;

export type Post = {
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  /** development: addresses of this machine and its network, and no TLS */
  readonly allowPrivate: boolean;
};
export type PostAnswer = {
  readonly status: number;
  /** at most 16 KB of it */
  readonly text: string;
  readonly retryAfter: string | null;
};

/**
 * Sends JSON to an address that a person named: over TLS, to the open internet, following no redirect, within ten
 * seconds, reading a bounded answer. Throws where none comes; what is thrown names the host and not the path, which may
 * hold a secret.
 */
export async function postOutside({ url, headers, body, allowPrivate }: Post): Promise<PostAnswer> {
  const to = new URL(url);
  if (to.protocol !== "https:" && !allowPrivate)
    throw new Error(`${to.host} is asked for without TLS: its address has to begin with https://.`);
  const overall = AbortSignal.timeout(WITHIN_MS);
  const addresses = await orAbort(findAddresses(to.hostname, allowPrivate), overall, to.host);
  const [first] = addresses;
  if (!first) throw new Error(`${to.host} has no address.`);
  return new Promise<PostAnswer>((resolve, reject) => {
    const fail = (error: Error & { code?: string }) =>
      reject(
        new Error(
          overall.aborted ? late(to.host) : `${to.host} did not take it (${error.code ?? error.message}).`,
        ),
      );
    const call = (to.protocol === "https:" ? request : requestPlain)(to, {
      method: "POST",
      agent: false,
      signal: overall,
      // the addresses that were judged, whatever the name says by now
      lookup: (_host, options, done) =>
        options.all ? done(null, [...addresses]) : done(null, first.address, first.family),
      headers: { ...headers, "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) },
    });
    call.on("error", fail);
    call.on("response", (answer) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      const end = () =>
        resolve({
          status: answer.statusCode ?? 0,
          text: Buffer.concat(parts).subarray(0, ANSWER_BYTES_MAX).toString("utf8"),
          retryAfter: answer.headers["retry-after"] ?? null,
        });
      answer.on("data", (part: Buffer) => {
        parts.push(part);
        bytes += part.length;
        if (bytes < ANSWER_BYTES_MAX) return;
        end();
        call.destroy();
      });
      answer.on("end", end);
      answer.on("error", fail);
    });
    call.end(body);
  });
}

const late = (host: string): string => `${host} did not answer within ${WITHIN_MS / 1_000} s.`;

const orAbort = <T>(work: Promise<T>, signal: AbortSignal, host: string): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_done, fail) => signal.addEventListener("abort", () => fail(new Error(late(host))))),
  ]);
