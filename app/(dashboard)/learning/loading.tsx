import { PageLoading } from "@/components/shell/page-loading";

export default function LearningLoading() {
  return <PageLoading name="Learning" />;
}
