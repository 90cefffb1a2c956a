import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { pagePolicy } from "@/server/api/core/page-policy";
import { env } from "@/server/platform/env";

const NONCE_BYTES = 18;

/** Gives each page its own content security policy, and tells the page its nonce and its own path. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(NONCE_BYTES).toString("base64");
  const policy = pagePolicy(nonce, { development: env().NODE_ENV === "development" });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.set("x-amarktai-path", pathOf(request));
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** The page's own address, without what Next's router adds to ask for its parts. */
function pathOf({ nextUrl }: NextRequest): string {
  const query = new URLSearchParams(nextUrl.search);
  query.delete("_rsc");
  return query.size > 0 ? `${nextUrl.pathname}?${query}` : nextUrl.pathname;
}

export const config = {
  // pages only: what has no scripts needs no nonce, and a body must not be copied on its way to an API
  matcher: ["/((?!api/|_next/static/|_next/image|icon.svg|look.js|manifest.webmanifest).*)"],
};
