import type { Metadata } from "next";
import { NotThere } from "@/components/shell/not-there";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl p-4 pt-16">
      <h1 className="mb-3 text-title font-semibold">Not found</h1>
      <NotThere />
    </main>
  );
}
