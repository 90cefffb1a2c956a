import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

type Options = { home: string; market: string; marketChosen: boolean; demo: boolean; speed: number };
type Reaches = (host: string, proxy: string) => Promise<boolean>;
type Chooser = {
  chooseMarket: (
    options: Options,
    say: { line: (words: string) => void },
    with_?: { env?: Record<string, string>; reaches?: Reaches },
  ) => Promise<Options>;
  rememberMarket: (options: Pick<Options, "home" | "market">) => void;
};

let home: string;
let said: string[];
const load = async () => (await import(path.join(process.cwd(), "scripts/lib/choose-market.mjs"))) as Chooser;
const say = { line: (words: string) => said.push(words) };
const options = (more: Partial<Options> = {}): Options => ({
  home,
  market: "simulated",
  marketChosen: false,
  demo: false,
  speed: 60,
  ...more,
});

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "amarktai-market-"));
  said = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("a start without --market", () => {
  it("is live as soon as one exchange answers, on real time", async () => {
    const { chooseMarket } = await load();
    const reaches: Reaches = async (host) => host.includes("kraken");
    expect(await chooseMarket(options(), say, { env: {}, reaches })).toMatchObject({
      market: "live",
      speed: 1,
    });
    expect(said).toEqual([]);
  });

  it("is the demo at a first start where none does, and says so; live at a later one", async () => {
    const { chooseMarket, rememberMarket } = await load();
    const first = await chooseMarket(options(), say, { env: {}, reaches: async () => false });
    expect(first).toMatchObject({ market: "simulated", speed: 60 });
    expect(said.join()).toMatch(/No exchange answered within 5 s: this is a demo/);
    rememberMarket(first);
    expect(existsSync(path.join(home, "live-prices"))).toBe(false);
    expect(await chooseMarket(options(), say, { env: {}, reaches: async () => true })).toMatchObject({
      market: "live",
    });
  });

  it("stays live where it was live: no invented price takes the place of a missing one", async () => {
    const { chooseMarket, rememberMarket } = await load();
    rememberMarket({ home, market: "live" });
    const asked: string[] = [];
    const reaches: Reaches = async (host) => asked.push(host) < 0;
    expect(await chooseMarket(options(), say, { env: {}, reaches })).toMatchObject({ market: "live" });
    expect(asked).toEqual([]);
  });

  it("asks nobody where the market was chosen, or the demo", async () => {
    const { chooseMarket } = await load();
    const reaches: Reaches = async () => {
      throw new Error("nobody is to be asked");
    };
    for (const chosen of [options({ marketChosen: true }), options({ demo: true })])
      expect(await chooseMarket(chosen, say, { env: {}, reaches })).toBe(chosen);
  });

  it("asks through the proxy of the environment, and is told when that one is down or says no", async () => {
    const { chooseMarket } = await load();
    let status = "200 Connection established";
    const proxy = createServer();
    const asked: string[] = [];
    proxy.on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const env = { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    expect(await chooseMarket(options(), say, { env })).toMatchObject({ market: "live" });
    expect(asked[0]).toMatch(/:443$/);
    status = "403 Forbidden";
    expect(await chooseMarket(options(), say, { env })).toMatchObject({ market: "simulated" });
    await new Promise((resolve) => proxy.close(resolve));
    expect(await chooseMarket(options(), say, { env })).toMatchObject({ market: "simulated" });
  });
});
