// A command is one thing a person, the assistant or a schedule may ask for. Defined once, offered everywhere.
import type { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import type { Preview } from "@/server/audit/core/preview";
import type { MarketMs } from "@/server/kernel/clock";
import type { Result } from "@/server/kernel/result";

/** R read · W reversible · C approve card · X card, a code to type and the password again · E emergency (COMMANDS). */
export type Tier = "R" | "W" | "C" | "X" | "E";
export type RoleName = "owner" | "trader" | "viewer";

/** What a read knows of who asks. Market time is looked up by those alone that need it: most reads do not. */
export type ReadContext = Omit<ActionContext, "marketNow"> & {
  readonly readMarketNow: () => Promise<MarketMs>;
};

type ContextOf<T extends Tier> = T extends "R" ? ReadContext : ActionContext;

type Command<Id extends string, Input extends z.ZodType, Output extends z.ZodType, T extends Tier> = {
  /** `domain.verb`; also the tool name a model sees and the tRPC path. */
  readonly id: Id;
  readonly title: string;
  /** Written for the model: what it does, when to use it, what must be true first. */
  readonly guidance: string;
  readonly input: Input;
  /** What a `done` answer holds, to the last field; every answer is held against it outside of production. */
  readonly output: Output;
  readonly tier: T;
  /** It takes secrets (fields marked by `secretText`): nothing but its plain fields is kept anywhere, and only a person may ask. */
  readonly secretInput?: true;
  /** For R: its answer is for the form of a person's own page. No model is given it. */
  readonly secretOutput?: true;
  /** Only for a person who typed their password again within five minutes. */
  readonly stepUp?: true;
  /** Least role that may ask. */
  readonly role: RoleName;
  /** For W: inputs that wait for a card as if the command were C. They need a preview. */
  readonly asks?: (input: z.output<Input>) => boolean;
  /** Required for C and X. */
  readonly preview?: (input: z.output<Input>, ctx: ActionContext) => Promise<Result<Preview>>;
  readonly run: (input: z.output<Input>, ctx: ContextOf<T>) => Promise<Result<z.output<Output>>>;
  /**
   * The answer once more, when the act is known to be committed but its answer was lost in a crash. `subject` is
   * the id the act's audit entry names. Without it such a run is answered with a conflict.
   */
  readonly recall?: (subject: string, ctx: ActionContext) => Promise<Result<z.output<Output>>>;
};

/** Any command, whatever it takes: its input must have been read by its own schema before it is handed over. */
export type AnyCommand = {
  readonly id: string;
  readonly title: string;
  readonly guidance: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly tier: Tier;
  readonly secretInput?: true;
  readonly secretOutput?: true;
  readonly stepUp?: true;
  readonly role: RoleName;
  readonly asks?: (input: never) => boolean;
  readonly preview?: (input: never, ctx: ActionContext) => Promise<Result<Preview>>;
  readonly run: (input: never, ctx: never) => Promise<Result<unknown>>;
  readonly recall?: (subject: string, ctx: ActionContext) => Promise<Result<unknown>>;
};

/** Who asks, with the role they have. */
export type CommandContext = ActionContext & { readonly role: RoleName };

/** Who asks for a read, with the role they have. */
export type ReadAsk = ReadContext & { readonly role: RoleName };

/** What an asked command comes to: its answer, or a card that waits for the owner's click. */
export type CommandAnswer<Output = unknown> =
  | { readonly status: "done"; readonly answer: Output }
  | {
      readonly status: "approval";
      readonly approvalId: string;
      readonly preview: Preview;
      /** ISO UTC, wall clock */
      readonly expiresAt: string;
      /** what is to be typed before it is carried out, told to a person's session alone; null: a click is enough */
      readonly code: string | null;
    };

/** Puts a command together: one in a file of its own below catalog/, which is all it takes. */
export const defineCommand = <
  const Id extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  const T extends Tier,
>(
  command: Command<Id, Input, Output, T>,
) => command;
