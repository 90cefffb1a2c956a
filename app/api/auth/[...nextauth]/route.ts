import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { refuseLarge } from "@/server/api/read-form";
import { authOptions } from "@/server/auth/auth-options";

export const dynamic = "force-dynamic";

type Context = { readonly params: Promise<{ nextauth: string[] }> };

const handle = (request: NextRequest, context: Context): Promise<Response> =>
  NextAuth(request, context, authOptions()) as Promise<Response>;

const take = async (request: NextRequest, context: Context): Promise<Response> =>
  refuseLarge(request.headers) ?? handle(request, context);

export { handle as GET, take as POST };
