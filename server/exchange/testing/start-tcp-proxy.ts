import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What the network between does now. */
type Weather = {
  /** each way, ms */
  latencyMs: number;
  /** of the pieces that pass, the share on which the connection is cut: what a lossy line comes to for who speaks TCP */
  cutShare: number;
  /** nothing gets through and nothing new is connected */
  partition: boolean;
  /** connections are taken in and nothing of them passes: who waits hears nothing */
  halfOpen: boolean;
};

export type TcpProxy = Awaited<ReturnType<typeof startTcpProxy>>;

/** A network of our own between a client and one address of this machine, whose weather a test makes. `chance` gives [0, 1). */
export async function startTcpProxy(target: string, chance: () => number) {
  const { hostname, port } = new URL(target);
  const weather: Weather = { latencyMs: 0, cutShare: 0, partition: false, halfOpen: false };
  const open = new Set<Socket>();
  const counts = { connections: 0, cut: 0 };
  /** What came from one end goes to the other, as the weather lets it. */
  const pass = (piece: Buffer, to: Socket, cut: () => void): void => {
    const { halfOpen, partition, cutShare, latencyMs } = weather;
    if (halfOpen || partition) return;
    if (cutShare > 0 && chance() < cutShare) {
      counts.cut++;
      cut();
    } else if (latencyMs === 0) to.write(piece);
    else setTimeout(() => to.destroyed || to.write(piece), latencyMs);
  };
  const join = (client: Socket, up: Socket): void => {
    const cut = () => [client, up].forEach((end) => void end.destroy());
    for (const [end, other] of [
      [client, up],
      [up, client],
    ] as const) {
      open.add(end);
      end.on("data", (piece) => pass(piece, other, cut));
      end.on("error", cut);
      end.on("close", () => {
        open.delete(end);
        cut();
      });
    }
  };
  const server = createServer((client) => {
    counts.connections++;
    if (weather.partition) client.destroy();
    else join(client, connect(Number(port), hostname));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    set: (change: Partial<Weather>) => {
      Object.assign(weather, change);
      if (weather.partition) for (const end of open) end.destroy();
    },
    clear: () => Object.assign(weather, { latencyMs: 0, cutShare: 0, partition: false, halfOpen: false }),
    close: async () => {
      for (const end of open) end.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
