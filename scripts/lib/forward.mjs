// Hands requests on to the pages' own server over its socket, bytes as they come, in both directions.
import http from "node:http";

/** Of one connection, not of what it carries. */
const OF_CONNECTION = new Set([
  ...["connection", "keep-alive", "proxy-connection", "transfer-encoding"],
  ...["upgrade", "expect", "te", "trailer"],
]);
const READ_WITHIN_MS = 5_000;
const READ_BYTES_MAX = 64 * 1024;

/** `forward` answers a request as the server at `socketPath` does; `read` asks it something itself. */
export function forwarder(socketPath) {
  // a connection for each: one that is kept could end just as it is used again
  const agent = new http.Agent({ keepAlive: false });

  const forward = (request, response) => {
    let asked;
    try {
      const { method, url, headers } = request;
      asked = http.request({ socketPath, agent, method, path: url, headers: kept(headers) });
    } catch {
      return answer(response, 400, "That is no address of ours.");
    }
    asked.once("response", (reply) => {
      response.writeHead(reply.statusCode, reply.statusMessage, keptRaw(reply.rawHeaders));
      if (reply.headers["content-length"] === undefined) response.flushHeaders();
      reply.once("close", () => reply.complete || response.destroy());
      reply.pipe(response);
    });
    asked.on("error", (error) => failed(response, error));
    response.once("close", () => response.writableFinished || asked.destroy());
    request.pipe(asked);
  };

  const read = (path) =>
    new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(READ_WITHIN_MS);
      const asked = http.get({ socketPath, agent, path, signal, headers: { host: "localhost" } }, (reply) => {
        let body = "";
        reply.setEncoding("utf8");
        reply.on("data", (part) => {
          body += part;
          if (body.length > READ_BYTES_MAX) reply.destroy(new Error("The answer is too long."));
        });
        reply.once("error", reject);
        reply.once("end", () => resolve({ status: reply.statusCode, body }));
      });
      asked.once("error", reject);
    });

  return { forward, read };
}

const kept = (headers) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.has(name)));

/** Names and values in turn, as they came: some names come more than once. */
const keptRaw = (raw) => raw.filter((_, at) => !OF_CONNECTION.has(raw[at - (at % 2)].toLowerCase()));

function failed(response, { code }) {
  if (response.headersSent) return response.destroy();
  const isAway = code === "ENOENT" || code === "ECONNREFUSED";
  return answer(response, 503, isAway ? "The pages are starting." : "The pages did not answer.");
}

function answer(response, status, message) {
  response.writeHead(status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    ...(status === 503 && { "retry-after": "1" }),
  });
  response.end(JSON.stringify({ message }));
}
