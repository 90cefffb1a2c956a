// What happens to each request before Next sees it: who may ask under which name, what is cleaned, which headers
// every answer carries. It stands before the server, so that nothing behind it can forget it.
import http from "node:http";
import { isIP } from "node:net";
import { readProxies, tellAddresses } from "./tell-address.mjs";

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i;
const YEAR_S = 31_536_000;

/** On every answer. The policy of a page, with its nonce, is proxy.ts's. */
const HEADERS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
};
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/**
 * Which names this server answers to: loopback, the address it listens on, its public one, the one an Inngest server
 * calls and those of AMARKTAI_HOSTS. A page elsewhere can point a name of its own at this machine (DNS rebinding) and would then be
 * taken for ours; an address cannot be pointed anywhere, so all are taken when it listens on all.
 */
export function readHosts({ host = "", publicUrl = "", jobsUrl = "", more = "" }) {
  const names = new Set(["localhost", "::1", plain(host)]);
  for (const url of [publicUrl, jobsUrl]) if (URL.canParse(url)) names.add(plain(new URL(url).hostname));
  for (const name of more.split(/[\s,]+/).filter(Boolean)) names.add(plain(name));
  const everyAddress = ["0.0.0.0", "::"].includes(plain(host));
  return (name) => names.has(name) || /^127\.\d+\.\d+\.\d+$/.test(name) || (everyAddress && isIP(name) > 0);
}

/** What is wrong with the name a request asks under; null when nothing is. */
export function refuseHost(header, isOurs, publicUrl) {
  const [, name] = HOST.exec(header ?? "") ?? [];
  if (!name)
    return { status: 400, words: "Say which server you ask: the Host header is missing or no name." };
  if (isOurs(plain(name))) return null;
  const words = `This server does not answer to that name. Open ${publicUrl}, or add the name to AMARKTAI_HOSTS and start again.`;
  return { status: 421, words };
}

/** Stands before every server of this process, from now on. */
export function standBefore({ host, publicUrl, jobsUrl, hosts, proxies }) {
  const isOurs = readHosts({ host, publicUrl, jobsUrl, more: hosts });
  const always = publicUrl.startsWith("https:")
    ? { ...HEADERS, "strict-transport-security": `max-age=${YEAR_S}; includeSubDomains` }
    : HEADERS;
  tellAddresses(readProxies(proxies));
  const { emit } = http.Server.prototype;
  http.Server.prototype.emit = function (event, ...rest) {
    if (event === "request" && !letIn(...rest)) return true;
    if (event === "upgrade" && refuseHost(rest[0].headers.host, isOurs, publicUrl)) {
      rest[1].destroy();
      return true;
    }
    return emit.call(this, event, ...rest);
  };
  function letIn(request, response) {
    for (const [name, value] of Object.entries(always)) response.setHeader(name, value);
    const refused = refuseHost(request.headers.host, isOurs, publicUrl);
    if (!refused) {
      if (request.url.startsWith("/api/")) response.setHeader("content-security-policy", API_POLICY);
      return true;
    }
    response.writeHead(refused.status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
    response.end(refused.words);
    return false;
  }
}

const plain = (name) =>
  name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
