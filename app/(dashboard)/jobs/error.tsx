"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function JobsError(props: PageErrorProps) {
  return <PageError name="Jobs" {...props} />;
}
