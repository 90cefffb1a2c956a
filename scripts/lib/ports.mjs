import net from "node:net";

/** A port of 127.0.0.1 that nobody listens on now. */
export const freePort = () => listenOnce(0, "127.0.0.1");

/** True when this address and port can be listened on. */
export async function isPortFree(port, host) {
  return (await tryPort(port, host)) === null;
}

/** Null when this address and port can be listened on, else the error's code: EADDRINUSE, EACCES, EADDRNOTAVAIL. */
export async function tryPort(port, host) {
  try {
    await listenOnce(port, host);
    return null;
  } catch (error) {
    return error.code ?? "ENOTFOUND";
  }
}

function listenOnce(port, host) {
  return new Promise((done, fail) => {
    const server = net.createServer();
    server.once("error", fail);
    server.listen({ port, host, exclusive: true }, () => {
      const { port: taken } = server.address();
      server.close(() => done(taken));
    });
  });
}
