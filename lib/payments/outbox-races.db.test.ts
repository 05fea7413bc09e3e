import { eq } from "drizzle-orm";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { notices, stripeCalls } from "@/db/schema";
import { testContext } from "@/db/testing/context";
import { openTestDatabase, type TestDatabase } from "@/db/testing/database";
