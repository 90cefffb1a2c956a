import { createServer, type IncomingMessage, request } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** A real proxy on a loopback port that knows where one host of no name service lives: it tunnels and forwards to it. */
export async function startProxy(target: string) {
  const { hostname, port } = new URL(target);
  const through: string[] = [];
  const open = new Set<Duplex>();
  const join = (from: Duplex, greeting: (up: Socket) => void) => {
    const up = connect(Number(port), hostname, () => greeting(up));
    for (const end of [from, up]) {
      open.add(end);
      end.on("error", () => undefined);
      end.on("close", () => [from, up].forEach((each) => void each.destroy()));
    }
    from.pipe(up).pipe(from);
  };
  const server = createServer((asked, answer) => {
    through.push(`request ${asked.url}`);
    const { pathname, search } = new URL(asked.url ?? "/", target);
    const passed = request(
      target + pathname + search,
      { method: asked.method, headers: asked.headers },
      (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
      },
    );
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  });
  server.on("connect", (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
    through.push(`tunnel ${asked.url}`);
    join(socket, (up) => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      up.write(head);
    });
  });
  server.on("upgrade", (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
    through.push(`websocket ${asked.url}`);
    const { pathname, search } = new URL(asked.url ?? "/", target);
    const headers = Object.entries(asked.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    join(socket, (up) => {
      up.write(`GET ${pathname}${search} HTTP/1.1\r\n${headers.join("")}\r\n`);
      up.write(head);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** what went through it */
    through,
    close: async () => {
      for (const each of open) each.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
