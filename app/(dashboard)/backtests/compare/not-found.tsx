import { NotThere } from "@/components/shell/not-there";

export default function ComparisonNotFound() {
  return <NotThere />;
}
