import { NotThere } from "@/components/shell/not-there";

export default function PageNotFound() {
  return <NotThere />;
}
