import { handleAuth } from "@/lib/web/auth";
import { readable } from "@/lib/web/auth-route";

const handle = readable(handleAuth);

export { handle as GET, handle as POST };
