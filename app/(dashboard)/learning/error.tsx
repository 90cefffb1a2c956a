"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function LearningError(props: PageErrorProps) {
  return <PageError name="Learning" {...props} />;
}
