"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function DecisionsError(props: PageErrorProps) {
  return <PageError name="Decisions" {...props} />;
}
