"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function BodyguardError(props: PageErrorProps) {
  return <PageError name="Bodyguard" {...props} />;
}
