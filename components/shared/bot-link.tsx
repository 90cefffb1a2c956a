import Link from "next/link";

type BotLinkProps = { readonly botId: string; readonly name: string; readonly className?: string };

/** A bot's name, and the way to its page. */
export const BotLink = ({ botId, name, className = "font-medium" }: BotLinkProps) => (
  <Link className={`${className} hover:underline`} href={`/bots/${botId}`} prefetch={false}>
    {name}
  </Link>
);
