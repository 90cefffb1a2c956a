import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { TrpcProvider } from "@/components/trpc/client";
import { CopyFull } from "@/components/ui/copy-full";
import { Toasts } from "@/components/ui/toasts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Amarktai", template: "%s · Amarktai" },
  description: "A fleet of trading bots for one owner, on paper and live.",
  referrer: "same-origin",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#eef1f6" },
    { media: "(prefers-color-scheme: dark)", color: "#0a1020" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html
      lang="en-ZA"
      data-theme="dark"
      data-vision="standard"
      data-density="compact"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      // look.js sets theme, vision and density before React wakes
      suppressHydrationWarning
    >
      <head>
        {/* blocking on purpose: the page must not flash in another theme */}
        <script src="/look.js" nonce={nonce} />
      </head>
      <body>
        <TrpcProvider>{children}</TrpcProvider>
        <CopyFull />
        <Toasts />
      </body>
    </html>
  );
}
