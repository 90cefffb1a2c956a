import { describe, expect, it } from "vitest";
import { findAddresses, isOutside, NotOutside } from "./outside-addresses";

// Guards egress (FAULTS 4.7): what a person names as an address must not lead into this machine or its network.
describe("an address of the open internet", () => {
  it.each(["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450::1"])(
    "%s is one",
    (address) => expect(isOutside(address)).toBe(true),
  );

  it.each([
    ...["127.0.0.1", "127.255.0.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
    ...["169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255"],
    ...["::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1"],
    ...[
      "64:ff9b::7f00:1",
      "2001:db8::1",
      "2001:0:7f00:1::",
      "2002:7f00:1::",
      "fec0::1",
      "",
      "localhost",
      "1.1.1",
    ],
  ])("%s is none", (address) => expect(isOutside(address)).toBe(false));

  // however it is written: browsers' way of reading addresses knows all of these
  it.each([
    "https://2130706433/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://localhost/",
    "https://127.1/",
  ])("%s leads nowhere", async (url) => {
    await expect(findAddresses(new URL(url).hostname, false)).rejects.toBeInstanceOf(NotOutside);
    expect(await findAddresses(new URL(url).hostname, true)).not.toEqual([]);
  });
});
