CREATE TABLE "accelerator_findings" (
	"id" text PRIMARY KEY NOT NULL,
	"accelerator_id" text NOT NULL,
	"kind" text NOT NULL,
	"health" text NOT NULL,
	"reason" text NOT NULL,
	"value" bigint NOT NULL,
	"found_at" timestamp (3) with time zone NOT NULL,
	"cleared_at" timestamp (3) with time zone,
	"cleared_because" text,
	CONSTRAINT "accelerator_findings_cleared" CHECK ((cleared_at IS NULL) = (cleared_because IS NULL))
);
--> statement-breakpoint
CREATE TABLE "telemetry_hosts" (
	"host_id" text PRIMARY KEY NOT NULL,
	"run" integer NOT NULL,
	"batch" integer NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"newest_sample_at" timestamp (3) with time zone,
	"dropped" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "telemetry_hours" (
	"accelerator_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"samples" integer NOT NULL,
	"temperature_min" integer,
	"temperature_max" integer,
	"temperature_sum" bigint NOT NULL,
	"temperature_count" integer NOT NULL,
	"power_min" integer,
	"power_max" integer,
	"power_sum" bigint NOT NULL,
	"power_count" integer NOT NULL,
	"utilisation_min" integer,
	"utilisation_max" integer,
	"utilisation_sum" bigint NOT NULL,
	"utilisation_count" integer NOT NULL,
	"memory_used_min" integer,
	"memory_used_max" integer,
	"memory_used_sum" bigint NOT NULL,
	"memory_used_count" integer NOT NULL,
	"ecc_corrected" bigint,
	"ecc_uncorrected" bigint,
	"link_errors" bigint,
	"xid" integer,
	CONSTRAINT "telemetry_hours_accelerator_id_at_pk" PRIMARY KEY("accelerator_id","at")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "telemetry_minutes" (
	"accelerator_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"samples" integer NOT NULL,
	"temperature_min" integer,
	"temperature_max" integer,
	"temperature_sum" bigint NOT NULL,
	"temperature_count" integer NOT NULL,
	"power_min" integer,
	"power_max" integer,
	"power_sum" bigint NOT NULL,
	"power_count" integer NOT NULL,
	"utilisation_min" integer,
	"utilisation_max" integer,
	"utilisation_sum" bigint NOT NULL,
	"utilisation_count" integer NOT NULL,
	"memory_used_min" integer,
	"memory_used_max" integer,
	"memory_used_sum" bigint NOT NULL,
	"memory_used_count" integer NOT NULL,
	"ecc_corrected" bigint,
	"ecc_uncorrected" bigint,
	"link_errors" bigint,
	"xid" integer,
	CONSTRAINT "telemetry_minutes_accelerator_id_at_pk" PRIMARY KEY("accelerator_id","at")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "telemetry_pending" (
	"host_id" text NOT NULL,
	"resolution" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"touched_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "telemetry_pending_host_id_resolution_at_pk" PRIMARY KEY("host_id","resolution","at")
);
--> statement-breakpoint
CREATE TABLE "telemetry_samples" (
	"accelerator_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"temperature_c" integer,
	"power_milliwatts" integer,
	"utilisation_percent" integer,
	"memory_used_mib" integer,
	"ecc_corrected" bigint,
	"ecc_uncorrected" bigint,
	"link_errors" bigint,
	"xid" integer,
	CONSTRAINT "telemetry_samples_accelerator_id_at_pk" PRIMARY KEY("accelerator_id","at")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
ALTER TABLE "accelerator_findings" ADD CONSTRAINT "accelerator_findings_accelerator_id_accelerators_id_fk" FOREIGN KEY ("accelerator_id") REFERENCES "public"."accelerators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry_hosts" ADD CONSTRAINT "telemetry_hosts_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry_pending" ADD CONSTRAINT "telemetry_pending_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "accelerator_findings_open" ON "accelerator_findings" USING btree ("accelerator_id","kind") WHERE cleared_at IS NULL;--> statement-breakpoint
CREATE INDEX "accelerator_findings_accelerator" ON "accelerator_findings" USING btree ("accelerator_id","found_at");--> statement-breakpoint
CREATE INDEX "telemetry_pending_due" ON "telemetry_pending" USING btree ("resolution","at");--> statement-breakpoint
CREATE INDEX "lease_accelerators_accelerator" ON "lease_accelerators" USING btree ("accelerator_id","claimed_at");
--> statement-breakpoint
ALTER TABLE "telemetry_samples" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "telemetry_samples" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "telemetry_samples" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "telemetry_samples" TO openhall_app USING (accelerator_id IN (SELECT a.id FROM accelerators a JOIN hosts h ON h.id = a.host_id WHERE h.organization_id = tenant_id()) OR EXISTS (SELECT 1 FROM lease_accelerators c JOIN leases l ON l.id = c.lease_id WHERE c.accelerator_id = telemetry_samples.accelerator_id AND l.organization_id = tenant_id() AND telemetry_samples.at >= c.claimed_at AND (c.released_at IS NULL OR telemetry_samples.at <= c.released_at - interval '1 ms'))) WITH CHECK (accelerator_id IN (SELECT a.id FROM accelerators a JOIN hosts h ON h.id = a.host_id WHERE h.organization_id = tenant_id()) OR EXISTS (SELECT 1 FROM lease_accelerators c JOIN leases l ON l.id = c.lease_id WHERE c.accelerator_id = telemetry_samples.accelerator_id AND l.organization_id = tenant_id() AND telemetry_samples.at >= c.claimed_at AND (c.released_at IS NULL OR telemetry_samples.at <= c.released_at - interval '0 s')));
--> statement-breakpoint
ALTER TABLE "telemetry_minutes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "telemetry_minutes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "telemetry_minutes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "telemetry_minutes" TO openhall_app USING (accelerator_id IN (SELECT a.id FROM accelerators a JOIN hosts h ON h.id = a.host_id WHERE h.organization_id = tenant_id()) OR EXISTS (SELECT 1 FROM lease_accelerators c JOIN leases l ON l.id = c.lease_id WHERE c.accelerator_id = telemetry_minutes.accelerator_id AND l.organization_id = tenant_id() AND telemetry_minutes.at >= c.claimed_at AND (c.released_at IS NULL OR telemetry_minutes.at <= c.released_at - interval '1 min'))) WITH CHECK (accelerator_id IN (SELECT a.id FROM accelerators a JOIN hosts h ON h.id = a.host_id WHERE h.organization_id = tenant_id()) OR EXISTS (SELECT 1 FROM lease_accelerators c JOIN leases l ON l.id = c.lease_id WHERE c.accelerator_id = telemetry_minutes.accelerator_id AND l.organization_id = tenant_id() AND telemetry_minutes.at >= c.claimed_at AND (c.released_at IS NULL OR telemetry_minutes.at <= c.released_at - interval '1 min')));
--> statement-breakpoint
ALTER TABLE "telemetry_hours" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "telemetry_hours" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "telemetry_hours" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "telemetry_hours" TO openhall_app USING (accelerator_id IN (SELECT a.id FROM accelerators a JOIN hosts h ON h.id = a.host_id WHERE h.organization_id = tenant_id()) OR EXISTS (SELECT 1 FROM lease_accelerators c JOIN leases l ON l.id = c.lease_id WHERE c.accelerator_id = telemetry_hours.accelerator_id AND l.organization_id = tenant_id() AND telemetry_hours.at >= c.claimed_at AND (c.released_at IS NULL OR telemetry_hours.at <= c.released_at - interval '1 hour'))) WITH CHECK (accelerator_id IN (SELECT a.id FROM accelerators a JOIN hosts h ON h.id = a.host_id WHERE h.organization_id = tenant_id()) OR EXISTS (SELECT 1 FROM lease_accelerators c JOIN leases l ON l.id = c.lease_id WHERE c.accelerator_id = telemetry_hours.accelerator_id AND l.organization_id = tenant_id() AND telemetry_hours.at >= c.claimed_at AND (c.released_at IS NULL OR telemetry_hours.at <= c.released_at - interval '1 hour')));
--> statement-breakpoint
ALTER TABLE "telemetry_pending" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "telemetry_pending" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "telemetry_pending" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "telemetry_hosts" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "telemetry_hosts" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "telemetry_hosts" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "telemetry_hosts" TO openhall_app USING (EXISTS (SELECT 1 FROM hosts h WHERE h.id = telemetry_hosts.host_id AND h.organization_id = tenant_id())) WITH CHECK (EXISTS (SELECT 1 FROM hosts h WHERE h.id = telemetry_hosts.host_id AND h.organization_id = tenant_id()));
--> statement-breakpoint
ALTER TABLE "accelerator_findings" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "accelerator_findings" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "accelerator_findings" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "accelerator_findings" TO openhall_app USING (EXISTS (SELECT 1 FROM accelerators a JOIN hosts h ON h.id = a.host_id WHERE a.id = accelerator_findings.accelerator_id AND h.organization_id = tenant_id())) WITH CHECK (EXISTS (SELECT 1 FROM accelerators a JOIN hosts h ON h.id = a.host_id WHERE a.id = accelerator_findings.accelerator_id AND h.organization_id = tenant_id()));
--> statement-breakpoint
-- Partitions stand in a schema of their own, in which no role may look: whoever reads or writes does so through the parent and its policies.
CREATE SCHEMA telemetry;
--> statement-breakpoint
CREATE FUNCTION telemetry_layout() RETURNS TABLE (parent text, step interval, behind interval, ahead interval, kept interval) LANGUAGE sql IMMUTABLE AS $$
  VALUES ('telemetry_samples', interval '6 hours', interval '1 day', interval '1 day', interval '25 hours'),
    ('telemetry_minutes', interval '1 day', interval '1 day', interval '3 days', interval '30 days'),
    ('telemetry_hours', interval '1 month', interval '1 day', interval '32 days', interval '366 days')
$$;
--> statement-breakpoint
CREATE FUNCTION telemetry_partition(parent text, begins timestamptz) RETURNS text LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
  SELECT parent || '_' || to_char(begins, 'YYYYMMDDHH24')
$$;
--> statement-breakpoint
-- The worker's login owns nothing: these two do for it what only the tables' owner may. What they do follows from the clock and the layout alone.
CREATE FUNCTION telemetry_make_partitions() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
DECLARE
  layout record;
  part text;
  begins timestamptz;
  ends timestamptz;
  present timestamptz := platform_now();
  made integer := 0;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('openhall.telemetry', 0)) THEN RETURN 0; END IF;
  FOR layout IN SELECT * FROM telemetry_layout() LOOP
    begins := present - layout.behind;
    begins := CASE WHEN layout.step = interval '1 month' THEN date_trunc('month', begins)
      ELSE date_bin(layout.step, begins, timestamptz '2000-01-01 00:00:00+00') END;
    WHILE begins <= present + layout.ahead LOOP
      ends := begins + layout.step;
      part := telemetry_partition(layout.parent, begins);
      IF to_regclass(format('telemetry.%I', part)) IS NULL THEN
        EXECUTE format('CREATE TABLE telemetry.%I (LIKE public.%I INCLUDING DEFAULTS)', part, layout.parent);
        EXECUTE format('ALTER TABLE telemetry.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
        -- attached rather than made in place, for that would stop readers and writers of the whole table
        EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION telemetry.%I FOR VALUES FROM (%L) TO (%L)', layout.parent, part, begins, ends);
        made := made + 1;
      END IF;
      begins := ends;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
--> statement-breakpoint
CREATE FUNCTION telemetry_drop_partition(parent_name text, begins timestamptz) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
DECLARE
  layout record;
  part text := telemetry_partition(parent_name, begins);
BEGIN
  SELECT * INTO layout FROM telemetry_layout() l WHERE l.parent = parent_name;
  IF NOT FOUND THEN RAISE EXCEPTION '% is not partitioned by time', parent_name USING ERRCODE = 'check_violation'; END IF;
  IF begins + layout.step > platform_now() - layout.kept THEN
    RAISE EXCEPTION 'partition % is still kept', part USING ERRCODE = 'check_violation';
  END IF;
  IF to_regclass(format('telemetry.%I', part)) IS NULL THEN RETURN false; END IF;
  EXECUTE format('DROP TABLE telemetry.%I', part);
  RETURN true;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION telemetry_make_partitions(), telemetry_drop_partition(text, timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION telemetry_make_partitions(), telemetry_drop_partition(text, timestamptz) TO openhall_platform;
--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON telemetry_samples, telemetry_minutes, telemetry_hours, telemetry_hosts, accelerator_findings FROM openhall_app;
--> statement-breakpoint
SELECT telemetry_make_partitions();
