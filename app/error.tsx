"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function AppError(props: PageErrorProps) {
  return (
    <main className="mx-auto max-w-xl p-4 pt-16">
      <PageError name="Amarktai" {...props} />
    </main>
  );
}
