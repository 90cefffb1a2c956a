"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function AccountError(props: PageErrorProps) {
  return <PageError name="Account" {...props} />;
}
