import { NotThere } from "@/components/shell/not-there";

export default function BacktestNotFound() {
  return <NotThere />;
}
