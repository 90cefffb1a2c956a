// Who answers at an exchange's address without being it, by a real TLS server: a key is never sent to it.
import { type AddressInfo, createServer as createTcp } from "node:net";
import { createServer as createTls } from "node:tls";
import { afterEach, expect, it } from "vitest";
import { exchangeNames } from "@/server/kernel/exchange-names";
import { openAccount } from "./open-exchange";

/** Of a name that is no exchange's, signed by nobody; made for this test and of no use elsewhere. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBwTCCAWigAwIBAgIUeLwTN1kYXlQdN6zGcsBNw6A+pAIwCgYIKoZIzj0EAwIw
IzEhMB8GA1UEAwwYbm90LXRoZS1leGNoYW5nZS5pbnZhbGlkMCAXDTI2MTEzMDE4
MDAxNVoYDzIxMjYxMTA2MTgwMDE1WjAjMSEwHwYDVQQDDBhub3QtdGhlLWV4Y2hh
bmdlLmludmFsaWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ08KwpwABBLVbw
r+0DDaeHvEJ/fP3RdEgTF9qK1R6NsupOeNx7ECUFFkPz6lxBv+lMdB/8Qm9BvYxX
56xGJcsSo3gwdjAdBgNVHQ4EFgQUNZxT/6DZPDi0aBX+BM5s/jMcgrAwHwYDVR0j
BBgwFoAUNZxT/6DZPDi0aBX+BM5s/jMcgrAwDwYDVR0TAQH/BAUwAwEB/zAjBgNV
HREEHDAaghhub3QtdGhlLWV4Y2hhbmdlLmludmFsaWQwCgYIKoZIzj0EAwIDRwAw
RAIgVpR4R8T3WLKfiYFKa3uY+KWk6GqerkLtKEpsflZ1KWQCIDp8JE+t/9wkUxhf
AumJVbDSWLM3ZuwQIb4MNnPHG6Fl
-----END CERTIFICATE-----`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6NCPZnKQsrfvSGUJ
Mx9FrJq+vAepfCs/M5QfVvSwo6GhRANCAAQ08KwpwABBLVbwr+0DDaeHvEJ/fP3R
dEgTF9qK1R6NsupOeNx7ECUFFkPz6lxBv+lMdB/8Qm9BvYxX56xGJcsS
-----END PRIVATE KEY-----`;
const CANARY = { apiKey: "canary-key", secret: "Y2FuYXJ5LXNlY3JldA==", passphrase: "canary-word" } as const;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Whoever listens there; what it could read of what came, and how often somebody came. */
async function listen(
  make: (heard: (piece: Buffer) => void, came: () => void) => ReturnType<typeof createTcp>,
) {
  const heard: Buffer[] = [];
  let connections = 0;
  const server = make(
    (piece) => heard.push(piece),
    () => connections++,
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  return { port, read: () => Buffer.concat(heard).toString("latin1"), connections: () => connections };
}

const tls = () =>
  listen((heard, came) => {
    const server = createTls({ cert: CERTIFICATE, key: KEY }, (socket) => {
      socket.on("data", heard);
      socket.on("error", () => undefined);
    });
    server.on("tlsClientError", () => undefined);
    server.on("connection", came);
    return server;
  });

/** Speaks no TLS at all: what came is all there is to read. */
const plain = () =>
  listen((heard, came) =>
    createTcp((socket) => {
      came();
      socket.on("error", () => undefined);
      socket.on("data", (piece) => {
        heard(piece);
        socket.end("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}");
      });
    }),
  );

const secrets = Object.values(CANARY);

it.each(exchangeNames)(
  "%s: a peer with a wrong certificate is told nothing, and is no answer",
  async (exchange) => {
    for (const open of [tls, plain]) {
      const peer = await open();
      const site = { kind: "simulator", origin: `https://localhost:${peer.port}` } as const;
      const account = await openAccount(exchange, { site, credentials: CANARY });
      ends.push(account.close);
      const failed = await account.listBalances().then(
        () => "",
        (error: Error) => error.message,
      );
      expect(failed).toMatch(/did not answer|gave no clear answer/);
      // without this it would hold of a client that never tried
      expect(peer.connections()).toBeGreaterThan(0);
      for (const secret of secrets) {
        expect(peer.read()).not.toContain(secret);
        expect(failed).not.toContain(secret);
      }
    }
  },
);

it("a name that no name service knows is no answer, and tells no secret", async () => {
  const site = { kind: "simulator", origin: "https://exchange.invalid" } as const;
  const account = await openAccount("binance", { site, credentials: CANARY });
  ends.push(account.close);
  await expect(account.listBalances()).rejects.toThrow(/^Binance did not answer/);
});
