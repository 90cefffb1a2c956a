"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function PositionsError(props: PageErrorProps) {
  return <PageError name="Positions" {...props} />;
}
