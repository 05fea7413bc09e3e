import { readable } from "@/lib/web/auth-route";
import { handleAuth } from "@/lib/web/handle-auth";

const handle = readable(handleAuth);

export { handle as GET, handle as POST };
