import { connect } from "node:net";

/** Whether an SSH server greets at this address. Nothing is sent: its banner comes first. */
export function answersSsh(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((settle) => {
    let received = "";
    const socket = connect({ host, port });
    const finish = (answers: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      settle(answers);
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      received += chunk;
      if (received.length >= 4) finish(received.startsWith("SSH-"));
    });
    socket.once("error", () => finish(false));
    socket.once("close", () => finish(false));
  });
}
