import { expect, test } from "vitest";
import { canBeSwitchedOff, proxyOf, proxyOfAlias } from "../../../src/diagnosis/hosters/proxies.ts";

test.each([
  ["104.16.0.0", "Cloudflare"],
  ["104.23.255.255", "Cloudflare"],
  ["104.27.255.255", "Cloudflare"],
  ["104.28.0.0", null],
  ["172.67.155.9", "Cloudflare"],
  ["172.63.255.255", null],
  ["2606:4700:3033::6815:220c", "Cloudflare"],
  ["2a06:98c7::1", "Cloudflare"],
  ["2a06:98c8::1", null],
  ["151.101.1.1", "Fastly"],
  ["2a04:4e42::1", "Fastly"],
  ["2a04:4e41::1", null],
  ["203.0.113.5", null],
  ["2001:db8::5", null],
])("%s: %s", (address, proxy) => {
  expect(proxyOf(address)).toBe(proxy);
});

test.each([
  ["www.example.com.cdn.cloudflare.net", "Cloudflare"],
  ["d111111abcdef8.cloudfront.net", "Amazon CloudFront"],
  ["www.example.com.edgekey.net", "Akamai"],
  ["dualstack.example.map.fastly.net", "Fastly"],
  ["CDN.CLOUDFLARE.NET", "Cloudflare"],
  ["notcloudfront.net", null],
  ["cloudfront.net.example.com", null],
])("a CNAME record to %s: %s", (target, proxy) => {
  expect(proxyOfAlias(target)).toBe(proxy);
});

test("a single record can be taken out of Cloudflare's proxy alone", () => {
  expect(["Cloudflare", "Fastly", "Akamai"].map(canBeSwitchedOff)).toEqual([true, false, false]);
});
