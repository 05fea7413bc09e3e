import type { ReactNode } from "react";
import { Button, type ButtonProps } from "./button";
import { DialogClose, DialogFooter } from "./dialog";

type DialogSubmitProps = Pick<ButtonProps, "pending" | "variant" | "disabled"> & { children: ReactNode };

/** How a form in a dialog ends: away from it, or on with it. */
export function DialogSubmit({ variant = "primary", children, ...state }: DialogSubmitProps) {
  return (
    <DialogFooter>
      <DialogClose asChild>
        <Button>Cancel</Button>
      </DialogClose>
      <Button type="submit" variant={variant} {...state}>
        {children}
      </Button>
    </DialogFooter>
  );
}
