"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function ExecutionError(props: PageErrorProps) {
  return <PageError name="Execution quality" {...props} />;
}
