import type { ComponentProps } from "react";
import { classNames } from "./class-names";

type ButtonProps = ComponentProps<"button"> & {
  readonly kind?: "default" | "primary" | "ghost";
  readonly size?: "regular" | "small" | "icon";
};

/** A button that names its act. `type` is "button" unless said otherwise, so no form is sent by accident. */
export function Button({
  kind = "default",
  size = "regular",
  className,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      data-kind={kind}
      data-size={size}
      className={classNames("btn", className)}
    />
  );
}
