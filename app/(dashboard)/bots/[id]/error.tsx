"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function BotError(props: PageErrorProps) {
  return <PageError name="Bot" {...props} />;
}
