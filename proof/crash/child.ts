import { OPERATIONS } from "./operations";
import { serve } from "./serve";

serve(OPERATIONS);
