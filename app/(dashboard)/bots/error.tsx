"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function BotsError(props: PageErrorProps) {
  return <PageError name="Bots" {...props} />;
}
