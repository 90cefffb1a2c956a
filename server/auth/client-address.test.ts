import path from "node:path";
import { describe, expect, it } from "vitest";
import { addressGroup, clientAddress } from "./client-address";

type Tell = {
  readProxies: (text: string | undefined) => (address: string) => boolean;
  addressOf: (
    socket: string | undefined,
    forwarded: string | undefined,
    is: (a: string) => boolean,
  ) => string;
};
const { readProxies, addressOf } = (await import(
  path.resolve(import.meta.dirname, "../../scripts/lib/tell-address.mjs")
)) as Tell;

// Guards every count that is kept per address: nobody may choose the address that his tries are counted under.
describe("the address of a caller", () => {
  it("is the socket's, whatever the caller writes, as long as no proxy is named", () => {
    expect(addressOf("203.0.113.7", "198.51.100.1", readProxies(""))).toBe("203.0.113.7");
    expect(addressOf("::ffff:203.0.113.7", undefined, readProxies(undefined))).toBe("203.0.113.7");
    expect(addressOf("127.0.0.1", "198.51.100.1", readProxies(""))).toBe("127.0.0.1");
    expect(addressOf(undefined, "198.51.100.1", readProxies("10.0.0.0/8"))).toBe("unknown");
  });

  it.each([
    ["198.51.100.1", "198.51.100.1"],
    ["6.6.6.6, 198.51.100.1", "198.51.100.1"],
    ["6.6.6.6, 198.51.100.1, 10.1.2.3", "198.51.100.1"],
    ["198.51.100.1:443", "198.51.100.1"],
    ["[2001:db8::9]:443", "2001:db8::9"],
    ["6.6.6.6, rubbish", "10.0.0.1"],
    ["", "10.0.0.1"],
    ["10.1.1.1, 10.1.1.2", "10.1.1.1"],
    [`${"6.6.6.6,".repeat(100)}198.51.100.1`, "198.51.100.1"],
  ])("through a named proxy, from %j it is %s", (forwarded, address) => {
    expect(addressOf("10.0.0.1", forwarded, readProxies("10.0.0.0/8, ::1"))).toBe(address);
  });

  it.each([["localhost"], ["10.0.0.0/33"], ["10.0.0.0/8/8"], ["::1/129"], ["*"], ["10.0.0.0/"]])(
    "names the proxy %j that cannot be read",
    (text) => expect(() => readProxies(`127.0.0.1,${text}`)).toThrow(/neither an address nor a range/),
  );

  it("counts an IPv6 /64 as one caller and each IPv4 address by itself", () => {
    expect(addressGroup("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
    expect(addressGroup("2001:db8:1:2::9")).toBe(addressGroup("2001:0db8:1:2:ffff::1"));
    expect(addressGroup("2001:db8:1:3::9")).not.toBe(addressGroup("2001:db8:1:2::9"));
    expect(addressGroup("::1")).toBe("0:0:0:0::/64");
    expect(addressGroup("203.0.113.7")).toBe("203.0.113.7");
  });

  it("is unknown where nothing told it, never what X-Forwarded-For says", () => {
    expect(clientAddress(new Headers({ "x-forwarded-for": "6.6.6.6" }))).toBe("unknown");
    expect(clientAddress(new Headers({ "x-amarktai-address": "203.0.113.7" }))).toBe("203.0.113.7");
  });
});
