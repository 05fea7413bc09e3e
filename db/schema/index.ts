export * from "./audit";
export * from "./catalog";
export * from "./fleet";
export * from "./identity";
export * from "./leases";
export * from "./ledger";
export * from "./metering";
