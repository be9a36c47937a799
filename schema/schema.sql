-- The whole schema of today, for reading. Made from schema/migrations by `make generate`; do not edit.


CREATE FUNCTION keep_calendar_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND NEW.definition IS DISTINCT FROM OLD.definition THEN
		NEW.version := OLD.version + 1;
	END IF;
	INSERT INTO calendar_versions (calendar_id, version, definition) VALUES (NEW.id, NEW.version, NEW.definition) ON CONFLICT DO NOTHING;
	RETURN NEW;
END $$;

CREATE FUNCTION keep_decided() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
	id bigint;
BEGIN
	IF TG_TABLE_NAME = 'records' THEN
		id := OLD.id;
	ELSIF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' THEN
		id := OLD.record_id;
	ELSE
		id := NEW.record_id;
	END IF;
	IF EXISTS (SELECT FROM documents d WHERE d.record_id = id AND d.approved_at IS NOT NULL) THEN
		RAISE EXCEPTION 'a document that was decided stays as it is (%)', TG_TABLE_NAME USING ERRCODE = 'object_not_in_prerequisite_state';
	END IF;
	RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION keep_document() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
	life text[] := ARRAY['status', 'revoke_asked_at', 'revoke_asked_by', 'revoke_reason', 'revoked_at', 'revoked_filed_at'];
	wait text[] := ARRAY['circulate_until', 'remind_at', 'circulated_at', 'archived_at', 'keep_until'];
BEGIN
	IF OLD.archived_at IS NULL THEN
		life := life || wait;
	END IF;
	IF TG_OP = 'DELETE' OR to_jsonb(OLD) - life IS DISTINCT FROM to_jsonb(NEW) - life THEN
		RAISE EXCEPTION 'an issued document stays as it is' USING ERRCODE = 'object_not_in_prerequisite_state';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION keep_policy_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND NEW.definition IS DISTINCT FROM OLD.definition THEN
		NEW.version := OLD.version + 1;
	END IF;
	INSERT INTO sla_policy_versions (policy_id, version, definition) VALUES (NEW.id, NEW.version, NEW.definition) ON CONFLICT DO NOTHING;
	RETURN NEW;
END $$;

CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION stamp_levels() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	UPDATE desk_settings SET levels_stamp = gen_random_uuid();
	RETURN NULL;
END $$;

CREATE FUNCTION steward_now() RETURNS timestamp with time zone
    LANGUAGE plpgsql
    AS $$
BEGIN
	IF current_setting('steward.private', true) = 'on' THEN
		RETURN clock_timestamp() + (SELECT shift FROM clock_shift);
	END IF;
	RETURN clock_timestamp();
END $$;

CREATE TABLE acts (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    actor_id bigint,
    impersonator_id bigint,
    verb text NOT NULL,
    item_id bigint,
    key text,
    body_hash bytea DEFAULT '\x'::bytea NOT NULL,
    body jsonb DEFAULT '{}'::jsonb NOT NULL,
    outcome jsonb DEFAULT '{}'::jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    became text GENERATED ALWAYS AS (
CASE
    WHEN (((((outcome -> 'changes'::text) -> 'state'::text) ->> 1) = ANY (ARRAY['closed'::text, 'cancelled'::text])) AND ((((outcome -> 'changes'::text) -> 'state'::text) ->> 0) <> ALL (ARRAY['closed'::text, 'cancelled'::text]))) THEN 'closed'::text
    WHEN (((((outcome -> 'changes'::text) -> 'state'::text) ->> 0) = ANY (ARRAY['closed'::text, 'cancelled'::text])) AND ((((outcome -> 'changes'::text) -> 'state'::text) ->> 1) <> ALL (ARRAY['closed'::text, 'cancelled'::text]))) THEN 'reopened'::text
    WHEN ((((outcome -> 'changes'::text) -> 'state'::text) ->> 1) = 'resolved'::text) THEN 'resolved'::text
    ELSE NULL::text
END) STORED,
    CONSTRAINT acts_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200)))
);

ALTER TABLE acts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME acts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE approval_numbers
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE approvals (
    record_id bigint NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    amount numeric(15,2),
    template_id bigint NOT NULL,
    template_version integer NOT NULL,
    chosen jsonb DEFAULT '{}'::jsonb NOT NULL
);

CREATE TABLE attachments (
    id bigint NOT NULL,
    uuid uuid DEFAULT gen_random_uuid() NOT NULL,
    record_id bigint NOT NULL,
    message_id bigint,
    act_id bigint,
    internal boolean DEFAULT false NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    storage_key text NOT NULL,
    uploaded_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE attachments ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME attachments_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit (
    id bigint NOT NULL,
    subject text NOT NULL,
    record_id bigint,
    seq integer NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id bigint,
    impersonator_id bigint,
    verb text NOT NULL,
    why text DEFAULT ''::text NOT NULL,
    changes jsonb DEFAULT '{}'::jsonb NOT NULL,
    before bytea DEFAULT '\x'::bytea NOT NULL,
    after bytea DEFAULT '\x'::bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE audit_heads (
    subject text NOT NULL,
    head bytea DEFAULT '\x'::bytea NOT NULL,
    seq integer DEFAULT 0 NOT NULL
);

ALTER TABLE audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE calendar_versions (
    calendar_id bigint NOT NULL,
    version integer NOT NULL,
    definition jsonb NOT NULL,
    at timestamp with time zone DEFAULT steward_now() NOT NULL
);

CREATE TABLE calendars (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    definition jsonb NOT NULL
);

ALTER TABLE calendars ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME calendars_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE canned_replies (
    id bigint NOT NULL,
    owner_id bigint,
    group_id bigint,
    shortcut text DEFAULT ''::text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    body_en text DEFAULT ''::text NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    CONSTRAINT canned_replies_check CHECK (((owner_id IS NULL) OR (group_id IS NULL))),
    CONSTRAINT canned_replies_check1 CHECK (((body <> ''::text) OR (body_en <> ''::text)))
);

ALTER TABLE canned_replies ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME canned_replies_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE categories (
    id bigint NOT NULL,
    parent_id bigint,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    CONSTRAINT categories_check CHECK ((parent_id <> id))
);

ALTER TABLE categories ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME categories_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE clock_lines (
    clock_id bigint NOT NULL,
    target_version integer NOT NULL,
    line text NOT NULL,
    at timestamp with time zone NOT NULL,
    told boolean NOT NULL
);

CREATE TABLE clock_shift (
    single boolean DEFAULT true NOT NULL,
    shift interval DEFAULT '00:00:00'::interval NOT NULL,
    CONSTRAINT clock_shift_single_check CHECK (single)
);

CREATE TABLE clocks (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    policy text NOT NULL,
    policy_version integer NOT NULL,
    target_version integer DEFAULT 1 NOT NULL,
    started_at timestamp with time zone NOT NULL,
    stopped_at timestamp with time zone,
    due_at timestamp with time zone,
    elapsed bigint,
    facts jsonb NOT NULL,
    CONSTRAINT clocks_kind_check CHECK ((kind = ANY (ARRAY['first_response'::text, 'next_response'::text, 'resolution'::text, 'task'::text]))),
    CONSTRAINT clocks_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'met'::text, 'breached'::text, 'cancelled'::text])))
);

ALTER TABLE clocks ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME clocks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE creations (
    actor_id bigint NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    subject text NOT NULL,
    at timestamp with time zone DEFAULT steward_now() NOT NULL,
    CONSTRAINT creations_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200)))
);

CREATE TABLE customers (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL
);

ALTER TABLE customers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME customers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE decisions (
    record_id bigint NOT NULL,
    epoch integer NOT NULL,
    name text NOT NULL,
    answer text NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE deputies (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    deputy_id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    kinds text[] DEFAULT '{}'::text[] NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    created_by bigint NOT NULL,
    created_at timestamp with time zone DEFAULT steward_now() NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT deputies_check CHECK ((user_id <> deputy_id)),
    CONSTRAINT deputies_check1 CHECK ((starts_at < ends_at))
);

ALTER TABLE deputies ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME deputies_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE desk_settings (
    single boolean DEFAULT true NOT NULL,
    zone text DEFAULT 'Asia/Shanghai'::text NOT NULL,
    accept_days integer DEFAULT 5 NOT NULL,
    reopen_days integer DEFAULT 10 NOT NULL,
    remind_days integer DEFAULT 3 NOT NULL,
    escalation_hours integer DEFAULT 4 NOT NULL,
    default_queue_id bigint,
    calendar_id bigint,
    levels_stamp uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT desk_settings_accept_days_check CHECK (((accept_days >= 1) AND (accept_days <= 60))),
    CONSTRAINT desk_settings_escalation_hours_check CHECK (((escalation_hours >= 1) AND (escalation_hours <= 72))),
    CONSTRAINT desk_settings_remind_days_check CHECK (((remind_days >= 1) AND (remind_days <= 60))),
    CONSTRAINT desk_settings_reopen_days_check CHECK (((reopen_days >= 0) AND (reopen_days <= 60))),
    CONSTRAINT desk_settings_single_check CHECK (single)
);

CREATE TABLE document_archives (
    record_id bigint NOT NULL,
    version integer NOT NULL,
    content bytea NOT NULL,
    sha256 bytea NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE document_counters (
    type_id bigint NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL
);

CREATE TABLE document_groups (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL
);

ALTER TABLE document_groups ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME document_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE document_numbers
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE document_types (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    group_id bigint NOT NULL,
    about text DEFAULT ''::text NOT NULL,
    about_en text DEFAULT ''::text NOT NULL,
    form_id bigint,
    template_id bigint NOT NULL,
    revoke_template_id bigint,
    pattern text NOT NULL,
    circulation jsonb DEFAULT '[]'::jsonb NOT NULL,
    circulate_days integer DEFAULT 3 NOT NULL,
    keep_years integer DEFAULT 0 NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    CONSTRAINT document_types_circulate_days_check CHECK (((circulate_days >= 1) AND (circulate_days <= 60))),
    CONSTRAINT document_types_keep_years_check CHECK (((keep_years >= 0) AND (keep_years <= 100)))
);

ALTER TABLE document_types ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME document_types_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE documents (
    record_id bigint NOT NULL,
    type_id bigint NOT NULL,
    status text NOT NULL,
    verdict text,
    approved_at timestamp with time zone,
    official text,
    number_year integer,
    number_seq integer,
    issued_at timestamp with time zone,
    circulate_until timestamp with time zone,
    remind_at timestamp with time zone,
    circulated_at timestamp with time zone,
    archived_at timestamp with time zone,
    keep_until date,
    revoke_asked_at timestamp with time zone,
    revoke_asked_by bigint,
    revoke_reason text DEFAULT ''::text NOT NULL,
    revoked_at timestamp with time zone,
    revoked_filed_at timestamp with time zone,
    CONSTRAINT documents_check CHECK ((((official IS NULL) = (issued_at IS NULL)) AND ((issued_at IS NULL) = (number_seq IS NULL)) AND ((number_seq IS NULL) = (number_year IS NULL))))
);

CREATE TABLE draft_files (
    id bigint NOT NULL,
    uuid uuid NOT NULL,
    draft_id uuid NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    storage_key text NOT NULL,
    created_at timestamp with time zone DEFAULT steward_now() NOT NULL
);

ALTER TABLE draft_files ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME draft_files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE drafts (
    id uuid NOT NULL,
    user_id bigint NOT NULL,
    kind text NOT NULL,
    record_id bigint,
    subject text DEFAULT ''::text NOT NULL,
    payload jsonb NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT steward_now() NOT NULL,
    updated_at timestamp with time zone DEFAULT steward_now() NOT NULL,
    CONSTRAINT drafts_check CHECK (((record_id IS NOT NULL) OR (kind <> ALL (ARRAY['reply'::text, 'note'::text])))),
    CONSTRAINT drafts_kind_check CHECK ((kind = ANY (ARRAY['incident'::text, 'approval'::text, 'document'::text, 'reply'::text, 'note'::text])))
);

CREATE TABLE effects (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    kind text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone
);

ALTER TABLE effects ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME effects_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE form_versions (
    form_id bigint NOT NULL,
    version integer NOT NULL,
    definition jsonb NOT NULL,
    published_at timestamp with time zone DEFAULT steward_now() NOT NULL,
    published_by bigint
);

CREATE TABLE forms (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    draft jsonb NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    version integer DEFAULT 0 NOT NULL
);

ALTER TABLE forms ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME forms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE group_members (
    group_id bigint NOT NULL,
    user_id bigint NOT NULL
);

CREATE TABLE groups (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    unit_id bigint,
    manager_id bigint
);

ALTER TABLE groups ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hand_over_items (
    hand_over_id bigint NOT NULL,
    n integer NOT NULL,
    record_id bigint NOT NULL,
    plan_item integer,
    done_at timestamp with time zone,
    moved boolean DEFAULT false NOT NULL,
    why_en text DEFAULT ''::text NOT NULL,
    why_zh text DEFAULT ''::text NOT NULL
);

CREATE TABLE hand_overs (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    to_id bigint NOT NULL,
    reason text NOT NULL,
    asked_by bigint NOT NULL,
    impersonator_id bigint,
    asked_at timestamp with time zone DEFAULT steward_now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT hand_overs_check CHECK ((user_id <> to_id))
);

ALTER TABLE hand_overs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hand_overs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE incident_numbers
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE incidents (
    record_id bigint NOT NULL,
    kind text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    channel text DEFAULT 'portal'::text NOT NULL,
    impact smallint NOT NULL,
    urgency smallint NOT NULL,
    category_id bigint,
    service_id bigint,
    place_id bigint,
    serial_number text DEFAULT ''::text NOT NULL,
    hold_reason text,
    resolution_code text DEFAULT ''::text NOT NULL,
    resolution_text text DEFAULT ''::text NOT NULL,
    resolved_at timestamp with time zone,
    resolved_by bigint,
    accept_by timestamp with time zone,
    reopen_until timestamp with time zone,
    remind_at timestamp with time zone,
    escalated_at timestamp with time zone,
    escalation_due timestamp with time zone,
    reassignments integer DEFAULT 0 NOT NULL,
    reopens integer DEFAULT 0 NOT NULL,
    CONSTRAINT incidents_channel_check CHECK ((channel = ANY (ARRAY['portal'::text, 'phone'::text, 'mail'::text, 'api'::text, 'desk'::text, 'import'::text]))),
    CONSTRAINT incidents_hold_reason_check CHECK ((hold_reason = ANY (ARRAY['customer'::text, 'vendor'::text, 'problem'::text, 'change'::text, 'evidence'::text]))),
    CONSTRAINT incidents_impact_check CHECK (((impact >= 1) AND (impact <= 3))),
    CONSTRAINT incidents_kind_check CHECK ((kind = ANY (ARRAY['question'::text, 'consultation'::text, 'complaint'::text, 'incident'::text]))),
    CONSTRAINT incidents_urgency_check CHECK (((urgency >= 1) AND (urgency <= 3)))
);

CREATE TABLE level_jobs (
    id bigint NOT NULL,
    dry boolean NOT NULL,
    asked_by bigint NOT NULL,
    asked_at timestamp with time zone DEFAULT steward_now() NOT NULL,
    total integer NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    changed integer DEFAULT 0 NOT NULL,
    late integer DEFAULT 0 NOT NULL,
    rescued integer DEFAULT 0 NOT NULL,
    cursor bigint DEFAULT 0 NOT NULL,
    upto bigint NOT NULL,
    sample jsonb DEFAULT '[]'::jsonb NOT NULL,
    finished_at timestamp with time zone
);

ALTER TABLE level_jobs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME level_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE links (
    id bigint NOT NULL,
    from_id bigint NOT NULL,
    to_id bigint NOT NULL,
    kind text NOT NULL,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT links_check CHECK ((from_id <> to_id)),
    CONSTRAINT links_kind_check CHECK ((kind = ANY (ARRAY['relates'::text, 'duplicates'::text, 'causes'::text, 'parent'::text])))
);

ALTER TABLE links ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME links_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE mail_digests (
    user_id bigint NOT NULL,
    next_at timestamp with time zone NOT NULL,
    plan text NOT NULL,
    last_notice bigint NOT NULL
);

CREATE TABLE mail_in (
    id bigint NOT NULL,
    message_id text NOT NULL,
    received_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    files jsonb DEFAULT '[]'::jsonb NOT NULL,
    state text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    user_id bigint,
    record_id bigint,
    storage_key text,
    decided_by bigint,
    decided_at timestamp with time zone,
    CONSTRAINT mail_in_state_check CHECK ((state = ANY (ARRAY['taken'::text, 'held'::text, 'stopped'::text, 'refused'::text, 'dismissed'::text])))
);

ALTER TABLE mail_in ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mail_in_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE mail_out (
    id bigint NOT NULL,
    ref text NOT NULL,
    kind text NOT NULL,
    user_id bigint,
    record_id bigint,
    notice_id bigint,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    due_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    leased_until timestamp with time zone,
    tries integer DEFAULT 0 NOT NULL,
    why text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT mail_out_kind_check CHECK ((kind = ANY (ARRAY['notice'::text, 'note'::text, 'digest'::text, 'answer'::text, 'invitation'::text, 'reset'::text, 'test'::text]))),
    CONSTRAINT mail_out_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'refused'::text, 'dropped'::text, 'bounced'::text])))
);

ALTER TABLE mail_out ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mail_out_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE mail_ways (
    way text NOT NULL,
    configured boolean DEFAULT false NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    leased_until timestamp with time zone,
    leased_by text DEFAULT ''::text NOT NULL,
    worked_at timestamp with time zone,
    failed_at timestamp with time zone,
    why text DEFAULT ''::text NOT NULL,
    uid_validity bigint DEFAULT 0 NOT NULL,
    last_uid bigint DEFAULT 0 NOT NULL,
    installation uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT mail_ways_way_check CHECK ((way = ANY (ARRAY['out'::text, 'in'::text])))
);

CREATE TABLE messages (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    act_id bigint,
    author_id bigint,
    internal boolean NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE messages ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME messages_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE notices (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    record_id bigint,
    effect_id bigint,
    what text NOT NULL,
    params jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone
);

ALTER TABLE notices ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME notices_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE outbox (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    signal text NOT NULL,
    caption jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    due_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    leased_until timestamp with time zone,
    tries integer DEFAULT 0 NOT NULL,
    last_error text DEFAULT ''::text NOT NULL
);

ALTER TABLE outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE password_links (
    hash bytea NOT NULL,
    user_id bigint NOT NULL,
    purpose text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT password_links_purpose_check CHECK ((purpose = ANY (ARRAY['invitation'::text, 'reset'::text])))
);

CREATE TABLE places (
    id bigint NOT NULL,
    parent_id bigint,
    kind text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    customer_id bigint,
    CONSTRAINT places_check CHECK ((parent_id <> id)),
    CONSTRAINT places_customer_of_site CHECK (((customer_id IS NULL) OR (kind = 'site'::text))),
    CONSTRAINT places_kind_check CHECK ((kind = ANY (ARRAY['site'::text, 'building'::text, 'floor'::text, 'room'::text, 'rack'::text])))
);

ALTER TABLE places ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME places_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE plan_template_versions (
    template_id bigint NOT NULL,
    version integer NOT NULL,
    definition jsonb NOT NULL,
    published_at timestamp with time zone DEFAULT steward_now() NOT NULL,
    published_by bigint
);

CREATE TABLE plan_templates (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    kind text NOT NULL,
    variant_of bigint,
    unit_id bigint,
    enabled boolean DEFAULT true NOT NULL,
    draft jsonb NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    CONSTRAINT plan_templates_check CHECK (((variant_of IS NULL) = (unit_id IS NULL))),
    CONSTRAINT plan_templates_kind_check CHECK ((kind = ANY (ARRAY['incident'::text, 'approval'::text, 'document'::text])))
);

ALTER TABLE plan_templates ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME plan_templates_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE plans (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    epoch integer NOT NULL,
    stage text NOT NULL,
    round integer NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    state jsonb NOT NULL,
    template_id bigint,
    template_version integer,
    verdict text,
    opened_at timestamp with time zone DEFAULT steward_now() NOT NULL
);

ALTER TABLE plans ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME plans_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE priority_matrix (
    impact smallint NOT NULL,
    urgency smallint NOT NULL,
    priority smallint NOT NULL,
    CONSTRAINT priority_matrix_impact_check CHECK (((impact >= 1) AND (impact <= 3))),
    CONSTRAINT priority_matrix_priority_check CHECK (((priority >= 1) AND (priority <= 5))),
    CONSTRAINT priority_matrix_urgency_check CHECK (((urgency >= 1) AND (urgency <= 3)))
);

CREATE TABLE processes (
    record_id bigint NOT NULL,
    workflow text NOT NULL,
    epoch integer DEFAULT 1 NOT NULL,
    shape integer NOT NULL,
    needs bigint DEFAULT 1 NOT NULL,
    advanced bigint DEFAULT 0 NOT NULL,
    next_at timestamp with time zone,
    poked_at timestamp with time zone,
    stuck text,
    ended_at timestamp with time zone
);

CREATE TABLE queue_grants (
    queue_id bigint NOT NULL,
    group_id bigint NOT NULL
);

CREATE TABLE queues (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    group_id bigint,
    open_to_desk boolean DEFAULT true NOT NULL
);

ALTER TABLE queues ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME queues_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE ratings (
    record_id bigint NOT NULL,
    stars smallint NOT NULL,
    comment text DEFAULT ''::text NOT NULL,
    rated_by bigint NOT NULL,
    rated_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT ratings_comment_check CHECK ((length(comment) <= 2000)),
    CONSTRAINT ratings_stars_check CHECK (((stars >= 1) AND (stars <= 5)))
);

CREATE TABLE receipts (
    record_id bigint NOT NULL,
    user_id bigint NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    sent_by bigint,
    read_at timestamp with time zone
);

CREATE TABLE record_forms (
    record_id bigint NOT NULL,
    form_id bigint NOT NULL,
    form_version integer NOT NULL,
    "values" jsonb NOT NULL
);

CREATE TABLE record_search (
    record_id bigint NOT NULL,
    text text NOT NULL,
    grams text[] NOT NULL
);

CREATE TABLE records (
    id bigint NOT NULL,
    uuid uuid DEFAULT gen_random_uuid() NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    state text NOT NULL,
    stage text DEFAULT ''::text NOT NULL,
    priority smallint NOT NULL,
    requester_id bigint NOT NULL,
    customer_id bigint,
    unit_id bigint,
    queue_id bigint,
    group_id bigint,
    assignee_id bigint,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    revision integer DEFAULT 1 NOT NULL,
    audit_head bytea DEFAULT '\x'::bytea NOT NULL,
    audit_seq integer DEFAULT 0 NOT NULL,
    external_source text,
    external_ref text,
    due_at timestamp with time zone,
    due_kind text DEFAULT ''::text NOT NULL,
    due_order timestamp with time zone GENERATED ALWAYS AS (COALESCE(due_at, 'infinity'::timestamp with time zone)) STORED,
    CONSTRAINT records_kind_check CHECK ((kind = ANY (ARRAY['incident'::text, 'approval'::text, 'document'::text]))),
    CONSTRAINT records_priority_check CHECK (((priority >= 1) AND (priority <= 5))),
    CONSTRAINT records_title_check CHECK (((length(title) >= 1) AND (length(title) <= 300)))
);
ALTER TABLE ONLY records ALTER COLUMN requester_id SET STATISTICS 1000;
ALTER TABLE ONLY records ALTER COLUMN customer_id SET STATISTICS 1000;
ALTER TABLE ONLY records ALTER COLUMN queue_id SET STATISTICS 1000;
ALTER TABLE ONLY records ALTER COLUMN group_id SET STATISTICS 1000;
ALTER TABLE ONLY records ALTER COLUMN assignee_id SET STATISTICS 1000;

ALTER TABLE records ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME records_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE rounds (
    record_id bigint NOT NULL,
    epoch integer NOT NULL,
    stage text NOT NULL,
    round integer NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    verdict text,
    ended_at timestamp with time zone,
    CONSTRAINT rounds_verdict_check CHECK ((verdict = ANY (ARRAY['done'::text, 'rejected'::text, 'returned'::text, 'withdrawn'::text, 'cancelled'::text, 'failed'::text, 'superseded'::text])))
);

CREATE TABLE services (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    queue_id bigint,
    calendar_id bigint,
    template_id bigint,
    open_tasks text DEFAULT 'refuse'::text NOT NULL,
    form_id bigint,
    CONSTRAINT services_open_tasks_check CHECK ((open_tasks = ANY (ARRAY['refuse'::text, 'close'::text])))
);

ALTER TABLE services ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME services_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sessions (
    id bigint NOT NULL,
    token_hash bytea NOT NULL,
    user_id bigint,
    data bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ip text DEFAULT ''::text NOT NULL,
    agent text DEFAULT ''::text NOT NULL
);

ALTER TABLE sessions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME sessions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sla_policies (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    "position" integer DEFAULT 100 NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    calendar_id bigint,
    version integer DEFAULT 1 NOT NULL,
    definition jsonb NOT NULL
);

ALTER TABLE sla_policies ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME sla_policies_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sla_policy_versions (
    policy_id bigint NOT NULL,
    version integer NOT NULL,
    definition jsonb NOT NULL,
    at timestamp with time zone DEFAULT steward_now() NOT NULL
);

CREATE TABLE tokens (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL,
    scopes text[] DEFAULT '{read,write}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT tokens_scopes_check CHECK (((scopes <@ ARRAY['read'::text, 'write'::text, 'admin'::text, 'impersonate'::text]) AND (cardinality(scopes) > 0)))
);

ALTER TABLE tokens ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME tokens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE units (
    id bigint NOT NULL,
    parent_id bigint,
    code text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    head_id bigint,
    CONSTRAINT units_check CHECK ((parent_id <> id))
);

ALTER TABLE units ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME units_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE users (
    id bigint NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    language text DEFAULT 'zh'::text NOT NULL,
    zone text DEFAULT 'Asia/Shanghai'::text NOT NULL,
    roles text[] DEFAULT '{}'::text[] NOT NULL,
    unit_id bigint,
    customer_id bigint,
    sees_customer boolean DEFAULT false NOT NULL,
    password_hash text,
    failed_sign_ins integer DEFAULT 0 NOT NULL,
    locked_until timestamp with time zone,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT steward_now() NOT NULL,
    notice_choice jsonb DEFAULT '{"off": []}'::jsonb NOT NULL,
    CONSTRAINT users_language_check CHECK ((language = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT users_login_check CHECK (((login = lower(login)) AND (login ~ '^[a-z0-9][a-z0-9._@-]{0,99}$'::text))),
    CONSTRAINT users_roles_check CHECK ((roles <@ ARRAY['customer'::text, 'agent'::text, 'technician'::text, 'manager'::text, 'approver'::text, 'admin'::text, 'auditor'::text]))
);

ALTER TABLE users ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE watchers (
    record_id bigint NOT NULL,
    user_id bigint NOT NULL
);

CREATE TABLE work_items (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    step text NOT NULL,
    user_id bigint,
    group_id bigint,
    role text,
    opened_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    then_what text DEFAULT ''::text NOT NULL,
    closed_at timestamp with time zone,
    closed_why text DEFAULT ''::text NOT NULL,
    plan_id bigint,
    plan_item integer,
    kind text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL
);

ALTER TABLE work_items ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME work_items_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE work_log (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    act_id bigint,
    user_id bigint NOT NULL,
    minutes integer NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    internal boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT work_log_minutes_check CHECK (((minutes >= 1) AND (minutes <= 1440)))
);

ALTER TABLE work_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME work_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY acts
    ADD CONSTRAINT acts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY approvals
    ADD CONSTRAINT approvals_pkey PRIMARY KEY (record_id);

ALTER TABLE ONLY attachments
    ADD CONSTRAINT attachments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY attachments
    ADD CONSTRAINT attachments_uuid_key UNIQUE (uuid);

ALTER TABLE ONLY audit_heads
    ADD CONSTRAINT audit_heads_pkey PRIMARY KEY (subject);

ALTER TABLE ONLY audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY audit
    ADD CONSTRAINT audit_subject_seq_key UNIQUE (subject, seq);

ALTER TABLE ONLY calendar_versions
    ADD CONSTRAINT calendar_versions_pkey PRIMARY KEY (calendar_id, version);

ALTER TABLE ONLY calendars
    ADD CONSTRAINT calendars_code_key UNIQUE (code);

ALTER TABLE ONLY calendars
    ADD CONSTRAINT calendars_pkey PRIMARY KEY (id);

ALTER TABLE ONLY canned_replies
    ADD CONSTRAINT canned_replies_pkey PRIMARY KEY (id);

ALTER TABLE ONLY categories
    ADD CONSTRAINT categories_code_key UNIQUE (code);

ALTER TABLE ONLY categories
    ADD CONSTRAINT categories_pkey PRIMARY KEY (id);

ALTER TABLE ONLY clock_lines
    ADD CONSTRAINT clock_lines_pkey PRIMARY KEY (clock_id, target_version, line);

ALTER TABLE ONLY clock_shift
    ADD CONSTRAINT clock_shift_pkey PRIMARY KEY (single);

ALTER TABLE ONLY clocks
    ADD CONSTRAINT clocks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY creations
    ADD CONSTRAINT creations_pkey PRIMARY KEY (actor_id, key);

ALTER TABLE ONLY customers
    ADD CONSTRAINT customers_code_key UNIQUE (code);

ALTER TABLE ONLY customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY decisions
    ADD CONSTRAINT decisions_pkey PRIMARY KEY (record_id, epoch, name);

ALTER TABLE ONLY deputies
    ADD CONSTRAINT deputies_pkey PRIMARY KEY (id);

ALTER TABLE ONLY desk_settings
    ADD CONSTRAINT desk_settings_pkey PRIMARY KEY (single);

ALTER TABLE ONLY document_archives
    ADD CONSTRAINT document_archives_pkey PRIMARY KEY (record_id, version);

ALTER TABLE ONLY document_counters
    ADD CONSTRAINT document_counters_pkey PRIMARY KEY (type_id, year);

ALTER TABLE ONLY document_groups
    ADD CONSTRAINT document_groups_code_key UNIQUE (code);

ALTER TABLE ONLY document_groups
    ADD CONSTRAINT document_groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY document_types
    ADD CONSTRAINT document_types_code_key UNIQUE (code);

ALTER TABLE ONLY document_types
    ADD CONSTRAINT document_types_pattern_key UNIQUE (pattern);

ALTER TABLE ONLY document_types
    ADD CONSTRAINT document_types_pkey PRIMARY KEY (id);

ALTER TABLE ONLY documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (record_id);

ALTER TABLE ONLY documents
    ADD CONSTRAINT documents_type_id_number_year_number_seq_key UNIQUE (type_id, number_year, number_seq);

ALTER TABLE ONLY draft_files
    ADD CONSTRAINT draft_files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY draft_files
    ADD CONSTRAINT draft_files_uuid_key UNIQUE (uuid);

ALTER TABLE ONLY drafts
    ADD CONSTRAINT drafts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY effects
    ADD CONSTRAINT effects_pkey PRIMARY KEY (id);

ALTER TABLE ONLY form_versions
    ADD CONSTRAINT form_versions_pkey PRIMARY KEY (form_id, version);

ALTER TABLE ONLY forms
    ADD CONSTRAINT forms_code_key UNIQUE (code);

ALTER TABLE ONLY forms
    ADD CONSTRAINT forms_pkey PRIMARY KEY (id);

ALTER TABLE ONLY group_members
    ADD CONSTRAINT group_members_pkey PRIMARY KEY (group_id, user_id);

ALTER TABLE ONLY groups
    ADD CONSTRAINT groups_code_key UNIQUE (code);

ALTER TABLE ONLY groups
    ADD CONSTRAINT groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hand_over_items
    ADD CONSTRAINT hand_over_items_hand_over_id_record_id_plan_item_key UNIQUE NULLS NOT DISTINCT (hand_over_id, record_id, plan_item);

ALTER TABLE ONLY hand_over_items
    ADD CONSTRAINT hand_over_items_pkey PRIMARY KEY (hand_over_id, n);

ALTER TABLE ONLY hand_overs
    ADD CONSTRAINT hand_overs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY incidents
    ADD CONSTRAINT incidents_pkey PRIMARY KEY (record_id);

ALTER TABLE ONLY level_jobs
    ADD CONSTRAINT level_jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY links
    ADD CONSTRAINT links_from_id_to_id_kind_key UNIQUE (from_id, to_id, kind);

ALTER TABLE ONLY links
    ADD CONSTRAINT links_pkey PRIMARY KEY (id);

ALTER TABLE ONLY mail_digests
    ADD CONSTRAINT mail_digests_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY mail_in
    ADD CONSTRAINT mail_in_message_id_key UNIQUE (message_id);

ALTER TABLE ONLY mail_in
    ADD CONSTRAINT mail_in_pkey PRIMARY KEY (id);

ALTER TABLE ONLY mail_out
    ADD CONSTRAINT mail_out_pkey PRIMARY KEY (id);

ALTER TABLE ONLY mail_out
    ADD CONSTRAINT mail_out_ref_key UNIQUE (ref);

ALTER TABLE ONLY mail_ways
    ADD CONSTRAINT mail_ways_pkey PRIMARY KEY (way);

ALTER TABLE ONLY messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY notices
    ADD CONSTRAINT notices_pkey PRIMARY KEY (id);

ALTER TABLE ONLY notices
    ADD CONSTRAINT notices_user_id_effect_id_key UNIQUE (user_id, effect_id);

ALTER TABLE ONLY outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY password_links
    ADD CONSTRAINT password_links_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY places
    ADD CONSTRAINT places_code_key UNIQUE (code);

ALTER TABLE ONLY places
    ADD CONSTRAINT places_pkey PRIMARY KEY (id);

ALTER TABLE ONLY plan_template_versions
    ADD CONSTRAINT plan_template_versions_pkey PRIMARY KEY (template_id, version);

ALTER TABLE ONLY plan_templates
    ADD CONSTRAINT plan_templates_code_key UNIQUE (code);

ALTER TABLE ONLY plan_templates
    ADD CONSTRAINT plan_templates_pkey PRIMARY KEY (id);

ALTER TABLE ONLY plan_templates
    ADD CONSTRAINT plan_templates_variant_of_unit_id_key UNIQUE (variant_of, unit_id);

ALTER TABLE ONLY plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (id);

ALTER TABLE ONLY plans
    ADD CONSTRAINT plans_record_id_epoch_stage_round_key UNIQUE (record_id, epoch, stage, round);

ALTER TABLE ONLY priority_matrix
    ADD CONSTRAINT priority_matrix_pkey PRIMARY KEY (impact, urgency);

ALTER TABLE ONLY processes
    ADD CONSTRAINT processes_pkey PRIMARY KEY (record_id);

ALTER TABLE ONLY queue_grants
    ADD CONSTRAINT queue_grants_pkey PRIMARY KEY (queue_id, group_id);

ALTER TABLE ONLY queues
    ADD CONSTRAINT queues_code_key UNIQUE (code);

ALTER TABLE ONLY queues
    ADD CONSTRAINT queues_pkey PRIMARY KEY (id);

ALTER TABLE ONLY ratings
    ADD CONSTRAINT ratings_pkey PRIMARY KEY (record_id);

ALTER TABLE ONLY receipts
    ADD CONSTRAINT receipts_pkey PRIMARY KEY (record_id, user_id);

ALTER TABLE ONLY record_forms
    ADD CONSTRAINT record_forms_pkey PRIMARY KEY (record_id);

ALTER TABLE ONLY record_search
    ADD CONSTRAINT record_search_pkey PRIMARY KEY (record_id);

ALTER TABLE ONLY records
    ADD CONSTRAINT records_external_source_external_ref_key UNIQUE (external_source, external_ref);

ALTER TABLE ONLY records
    ADD CONSTRAINT records_number_key UNIQUE (number);

ALTER TABLE ONLY records
    ADD CONSTRAINT records_pkey PRIMARY KEY (id);

ALTER TABLE ONLY rounds
    ADD CONSTRAINT rounds_pkey PRIMARY KEY (record_id, epoch, stage, round);

ALTER TABLE ONLY services
    ADD CONSTRAINT services_code_key UNIQUE (code);

ALTER TABLE ONLY services
    ADD CONSTRAINT services_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY sla_policies
    ADD CONSTRAINT sla_policies_code_key UNIQUE (code);

ALTER TABLE ONLY sla_policies
    ADD CONSTRAINT sla_policies_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sla_policy_versions
    ADD CONSTRAINT sla_policy_versions_pkey PRIMARY KEY (policy_id, version);

ALTER TABLE ONLY tokens
    ADD CONSTRAINT tokens_hash_key UNIQUE (hash);

ALTER TABLE ONLY tokens
    ADD CONSTRAINT tokens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY units
    ADD CONSTRAINT units_code_key UNIQUE (code);

ALTER TABLE ONLY units
    ADD CONSTRAINT units_pkey PRIMARY KEY (id);

ALTER TABLE ONLY users
    ADD CONSTRAINT users_login_key UNIQUE (login);

ALTER TABLE ONLY users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY watchers
    ADD CONSTRAINT watchers_pkey PRIMARY KEY (record_id, user_id);

ALTER TABLE ONLY work_items
    ADD CONSTRAINT work_items_pkey PRIMARY KEY (id);

ALTER TABLE ONLY work_log
    ADD CONSTRAINT work_log_pkey PRIMARY KEY (id);

CREATE INDEX acts_became ON acts USING btree (record_id) INCLUDE (at, became) WHERE (became IS NOT NULL);

CREATE UNIQUE INDEX acts_create_key ON acts USING btree (actor_id, key) WHERE ((key IS NOT NULL) AND (verb = 'create'::text));

CREATE UNIQUE INDEX acts_key ON acts USING btree (record_id, actor_id, key, item_id) NULLS NOT DISTINCT WHERE ((key IS NOT NULL) AND (verb <> 'create'::text));

CREATE INDEX acts_record ON acts USING btree (record_id, id);

CREATE INDEX attachments_content ON attachments USING btree (storage_key);

CREATE INDEX attachments_record ON attachments USING btree (record_id, id);

CREATE INDEX audit_at ON audit USING brin (at);

CREATE INDEX canned_replies_group ON canned_replies USING btree (group_id);

CREATE INDEX canned_replies_owner ON canned_replies USING btree (owner_id);

CREATE INDEX clocks_due ON clocks USING btree (due_at) WHERE (state = 'running'::text);

CREATE UNIQUE INDEX clocks_one_open ON clocks USING btree (record_id, kind) WHERE ((state = ANY (ARRAY['running'::text, 'paused'::text])) AND (kind <> 'task'::text));

CREATE INDEX clocks_record ON clocks USING btree (record_id);

CREATE INDEX clocks_stopped ON clocks USING btree (stopped_at) WHERE (stopped_at IS NOT NULL);

CREATE INDEX deputies_deputy ON deputies USING btree (deputy_id, ends_at) WHERE (revoked_at IS NULL);

CREATE INDEX deputies_user ON deputies USING btree (user_id, ends_at) WHERE (revoked_at IS NULL);

CREATE INDEX documents_official ON documents USING btree (official) WHERE (official IS NOT NULL);

CREATE INDEX documents_type ON documents USING btree (type_id, status);

CREATE INDEX draft_files_content ON draft_files USING btree (storage_key);

CREATE INDEX draft_files_draft ON draft_files USING btree (draft_id, id);

CREATE UNIQUE INDEX drafts_record ON drafts USING btree (user_id, record_id, kind) WHERE (record_id IS NOT NULL);

CREATE INDEX drafts_user ON drafts USING btree (user_id, updated_at DESC);

CREATE INDEX effects_open ON effects USING btree (record_id) WHERE (done_at IS NULL);

CREATE INDEX group_members_user ON group_members USING btree (user_id);

CREATE INDEX hand_over_items_left ON hand_over_items USING btree (hand_over_id, n) WHERE (done_at IS NULL);

CREATE UNIQUE INDEX hand_overs_one ON hand_overs USING btree (user_id) WHERE (finished_at IS NULL);

CREATE UNIQUE INDEX level_jobs_one ON level_jobs USING btree ((true)) WHERE (finished_at IS NULL);

CREATE INDEX links_to ON links USING btree (to_id);

CREATE INDEX mail_in_address ON mail_in USING btree (address, received_at);

CREATE INDEX mail_in_content ON mail_in USING btree (storage_key) WHERE (storage_key IS NOT NULL);

CREATE INDEX mail_in_record ON mail_in USING btree (record_id) WHERE (record_id IS NOT NULL);

CREATE INDEX mail_in_state ON mail_in USING btree (state, id DESC);

CREATE INDEX mail_out_due ON mail_out USING btree (due_at, id) WHERE (state = 'waiting'::text);

CREATE INDEX mail_out_notice ON mail_out USING btree (notice_id) WHERE (notice_id IS NOT NULL);

CREATE INDEX mail_out_record ON mail_out USING btree (record_id) WHERE (record_id IS NOT NULL);

CREATE INDEX mail_out_state ON mail_out USING btree (state, id DESC);

CREATE INDEX mail_out_user ON mail_out USING btree (user_id);

CREATE INDEX messages_record ON messages USING btree (record_id, id);

CREATE INDEX notices_unread ON notices USING btree (user_id) WHERE (read_at IS NULL);

CREATE INDEX notices_user ON notices USING btree (user_id, id DESC);

CREATE INDEX outbox_due ON outbox USING btree (due_at, id);

CREATE INDEX places_customer ON places USING btree (customer_id) WHERE (customer_id IS NOT NULL);

CREATE INDEX places_parent ON places USING btree (parent_id);

CREATE INDEX plans_template ON plans USING btree (template_id, template_version) INCLUDE (verdict);

CREATE INDEX processes_behind ON processes USING btree (record_id) WHERE ((needs > advanced) AND (ended_at IS NULL));

CREATE INDEX processes_next ON processes USING btree (next_at) WHERE ((ended_at IS NULL) AND (next_at IS NOT NULL));

CREATE INDEX processes_stuck ON processes USING btree (record_id) WHERE ((stuck IS NOT NULL) AND (ended_at IS NULL));

CREATE INDEX receipts_unread ON receipts USING btree (user_id) WHERE (read_at IS NULL);

CREATE INDEX record_forms_version ON record_forms USING btree (form_id, form_version);

CREATE INDEX record_search_grams ON record_search USING gin (grams);

CREATE INDEX records_assignee ON records USING btree (assignee_id, id) WHERE (assignee_id IS NOT NULL);

CREATE INDEX records_customer ON records USING btree (customer_id, id) WHERE (customer_id IS NOT NULL);

CREATE INDEX records_due ON records USING btree (due_order, id) WHERE (closed_at IS NULL);

CREATE INDEX records_group ON records USING btree (group_id, id) WHERE (group_id IS NOT NULL);

CREATE INDEX records_open ON records USING btree (id) WHERE (closed_at IS NULL);

CREATE INDEX records_open_assignee ON records USING btree (assignee_id) WHERE (closed_at IS NULL);

CREATE INDEX records_open_group ON records USING btree (group_id) WHERE (closed_at IS NULL);

CREATE INDEX records_open_priority ON records USING btree (priority, id) WHERE (closed_at IS NULL);

CREATE INDEX records_priority ON records USING btree (priority, id);

CREATE INDEX records_queue ON records USING btree (queue_id, id);

CREATE INDEX records_queue_open ON records USING btree (queue_id) WHERE (closed_at IS NULL);

CREATE INDEX records_requester ON records USING btree (requester_id, id);

CREATE INDEX records_updated ON records USING btree (updated_at, id);

CREATE INDEX sessions_expiry ON sessions USING btree (expires_at);

CREATE INDEX sessions_user ON sessions USING btree (user_id);

CREATE INDEX tokens_user ON tokens USING btree (user_id);

CREATE INDEX units_parent ON units USING btree (parent_id);

CREATE INDEX users_customer ON users USING btree (customer_id);

CREATE INDEX users_email ON users USING btree (lower(email)) WHERE (email <> ''::text);

CREATE INDEX users_roles ON users USING gin (roles);

CREATE INDEX users_unit ON users USING btree (unit_id);

CREATE INDEX watchers_user ON watchers USING btree (user_id, record_id);

CREATE INDEX work_items_group ON work_items USING btree (group_id, due_at) WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX work_items_open ON work_items USING btree (record_id, step) WHERE ((closed_at IS NULL) AND (plan_id IS NULL));

CREATE UNIQUE INDEX work_items_plan ON work_items USING btree (plan_id, plan_item) WHERE (plan_id IS NOT NULL);

CREATE INDEX work_items_role ON work_items USING btree (role, due_at) WHERE ((closed_at IS NULL) AND (role IS NOT NULL));

CREATE INDEX work_items_user ON work_items USING btree (user_id, due_at) WHERE (closed_at IS NULL);

CREATE INDEX work_log_record ON work_log USING btree (record_id, id);

CREATE INDEX work_log_user ON work_log USING btree (user_id, created_at);

CREATE TRIGGER approvals_decided BEFORE DELETE OR UPDATE ON approvals FOR EACH ROW EXECUTE FUNCTION keep_decided();

CREATE TRIGGER attachments_decided BEFORE INSERT OR DELETE OR UPDATE ON attachments FOR EACH ROW EXECUTE FUNCTION keep_decided();

CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER calendars_stamp AFTER INSERT OR DELETE OR UPDATE ON calendars FOR EACH STATEMENT EXECUTE FUNCTION stamp_levels();

CREATE TRIGGER calendars_version BEFORE UPDATE ON calendars FOR EACH ROW EXECUTE FUNCTION keep_calendar_version();

CREATE TRIGGER calendars_version_new AFTER INSERT ON calendars FOR EACH ROW EXECUTE FUNCTION keep_calendar_version();

CREATE TRIGGER document_archives_append_only BEFORE DELETE OR UPDATE ON document_archives FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER document_archives_no_truncate BEFORE TRUNCATE ON document_archives FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER documents_stay BEFORE DELETE OR UPDATE ON documents FOR EACH ROW WHEN ((old.issued_at IS NOT NULL)) EXECUTE FUNCTION keep_document();

CREATE TRIGGER record_forms_decided BEFORE INSERT OR DELETE OR UPDATE ON record_forms FOR EACH ROW EXECUTE FUNCTION keep_decided();

CREATE TRIGGER records_decided BEFORE UPDATE OF title, requester_id, kind ON records FOR EACH ROW WHEN ((old.kind = 'document'::text)) EXECUTE FUNCTION keep_decided();

CREATE TRIGGER sla_policies_stamp AFTER INSERT OR DELETE OR UPDATE ON sla_policies FOR EACH STATEMENT EXECUTE FUNCTION stamp_levels();

CREATE TRIGGER sla_policies_version BEFORE UPDATE ON sla_policies FOR EACH ROW EXECUTE FUNCTION keep_policy_version();

CREATE TRIGGER sla_policies_version_new AFTER INSERT ON sla_policies FOR EACH ROW EXECUTE FUNCTION keep_policy_version();

ALTER TABLE ONLY acts
    ADD CONSTRAINT acts_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES users(id);

ALTER TABLE ONLY acts
    ADD CONSTRAINT acts_impersonator_id_fkey FOREIGN KEY (impersonator_id) REFERENCES users(id);

ALTER TABLE ONLY acts
    ADD CONSTRAINT acts_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY approvals
    ADD CONSTRAINT approvals_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY approvals
    ADD CONSTRAINT approvals_template_id_fkey FOREIGN KEY (template_id) REFERENCES plan_templates(id);

ALTER TABLE ONLY attachments
    ADD CONSTRAINT attachments_act_id_fkey FOREIGN KEY (act_id) REFERENCES acts(id);

ALTER TABLE ONLY attachments
    ADD CONSTRAINT attachments_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id);

ALTER TABLE ONLY attachments
    ADD CONSTRAINT attachments_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY attachments
    ADD CONSTRAINT attachments_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES users(id);

ALTER TABLE ONLY calendar_versions
    ADD CONSTRAINT calendar_versions_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES calendars(id) ON DELETE CASCADE;

ALTER TABLE ONLY canned_replies
    ADD CONSTRAINT canned_replies_group_id_fkey FOREIGN KEY (group_id) REFERENCES groups(id);

ALTER TABLE ONLY canned_replies
    ADD CONSTRAINT canned_replies_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE ONLY categories
    ADD CONSTRAINT categories_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES categories(id);

ALTER TABLE ONLY clock_lines
    ADD CONSTRAINT clock_lines_clock_id_fkey FOREIGN KEY (clock_id) REFERENCES clocks(id) ON DELETE CASCADE;

ALTER TABLE ONLY clocks
    ADD CONSTRAINT clocks_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY creations
    ADD CONSTRAINT creations_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES users(id);

ALTER TABLE ONLY decisions
    ADD CONSTRAINT decisions_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY deputies
    ADD CONSTRAINT deputies_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id);

ALTER TABLE ONLY deputies
    ADD CONSTRAINT deputies_deputy_id_fkey FOREIGN KEY (deputy_id) REFERENCES users(id);

ALTER TABLE ONLY deputies
    ADD CONSTRAINT deputies_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);

ALTER TABLE ONLY desk_settings
    ADD CONSTRAINT desk_settings_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES calendars(id);

ALTER TABLE ONLY desk_settings
    ADD CONSTRAINT desk_settings_default_queue_id_fkey FOREIGN KEY (default_queue_id) REFERENCES queues(id);

ALTER TABLE ONLY document_archives
    ADD CONSTRAINT document_archives_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id);

ALTER TABLE ONLY document_counters
    ADD CONSTRAINT document_counters_type_id_fkey FOREIGN KEY (type_id) REFERENCES document_types(id);

ALTER TABLE ONLY document_types
    ADD CONSTRAINT document_types_form_id_fkey FOREIGN KEY (form_id) REFERENCES forms(id);

ALTER TABLE ONLY document_types
    ADD CONSTRAINT document_types_group_id_fkey FOREIGN KEY (group_id) REFERENCES document_groups(id);

ALTER TABLE ONLY document_types
    ADD CONSTRAINT document_types_revoke_template_id_fkey FOREIGN KEY (revoke_template_id) REFERENCES plan_templates(id);

ALTER TABLE ONLY document_types
    ADD CONSTRAINT document_types_template_id_fkey FOREIGN KEY (template_id) REFERENCES plan_templates(id);

ALTER TABLE ONLY documents
    ADD CONSTRAINT documents_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY documents
    ADD CONSTRAINT documents_revoke_asked_by_fkey FOREIGN KEY (revoke_asked_by) REFERENCES users(id);

ALTER TABLE ONLY documents
    ADD CONSTRAINT documents_type_id_fkey FOREIGN KEY (type_id) REFERENCES document_types(id);

ALTER TABLE ONLY draft_files
    ADD CONSTRAINT draft_files_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES drafts(id) ON DELETE CASCADE;

ALTER TABLE ONLY drafts
    ADD CONSTRAINT drafts_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY drafts
    ADD CONSTRAINT drafts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE ONLY effects
    ADD CONSTRAINT effects_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY form_versions
    ADD CONSTRAINT form_versions_form_id_fkey FOREIGN KEY (form_id) REFERENCES forms(id) ON DELETE CASCADE;

ALTER TABLE ONLY form_versions
    ADD CONSTRAINT form_versions_published_by_fkey FOREIGN KEY (published_by) REFERENCES users(id);

ALTER TABLE ONLY group_members
    ADD CONSTRAINT group_members_group_id_fkey FOREIGN KEY (group_id) REFERENCES groups(id) ON DELETE CASCADE;

ALTER TABLE ONLY group_members
    ADD CONSTRAINT group_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE ONLY groups
    ADD CONSTRAINT groups_manager_id_fkey FOREIGN KEY (manager_id) REFERENCES users(id);

ALTER TABLE ONLY groups
    ADD CONSTRAINT groups_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES units(id);

ALTER TABLE ONLY hand_over_items
    ADD CONSTRAINT hand_over_items_hand_over_id_fkey FOREIGN KEY (hand_over_id) REFERENCES hand_overs(id) ON DELETE CASCADE;

ALTER TABLE ONLY hand_over_items
    ADD CONSTRAINT hand_over_items_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY hand_overs
    ADD CONSTRAINT hand_overs_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES users(id);

ALTER TABLE ONLY hand_overs
    ADD CONSTRAINT hand_overs_impersonator_id_fkey FOREIGN KEY (impersonator_id) REFERENCES users(id);

ALTER TABLE ONLY hand_overs
    ADD CONSTRAINT hand_overs_to_id_fkey FOREIGN KEY (to_id) REFERENCES users(id);

ALTER TABLE ONLY hand_overs
    ADD CONSTRAINT hand_overs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);

ALTER TABLE ONLY incidents
    ADD CONSTRAINT incidents_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories(id);

ALTER TABLE ONLY incidents
    ADD CONSTRAINT incidents_place_id_fkey FOREIGN KEY (place_id) REFERENCES places(id);

ALTER TABLE ONLY incidents
    ADD CONSTRAINT incidents_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY incidents
    ADD CONSTRAINT incidents_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES users(id);

ALTER TABLE ONLY incidents
    ADD CONSTRAINT incidents_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id);

ALTER TABLE ONLY level_jobs
    ADD CONSTRAINT level_jobs_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES users(id);

ALTER TABLE ONLY links
    ADD CONSTRAINT links_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id);

ALTER TABLE ONLY links
    ADD CONSTRAINT links_from_id_fkey FOREIGN KEY (from_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY links
    ADD CONSTRAINT links_to_id_fkey FOREIGN KEY (to_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY mail_digests
    ADD CONSTRAINT mail_digests_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE ONLY mail_in
    ADD CONSTRAINT mail_in_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES users(id);

ALTER TABLE ONLY mail_in
    ADD CONSTRAINT mail_in_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE SET NULL;

ALTER TABLE ONLY mail_in
    ADD CONSTRAINT mail_in_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL;

ALTER TABLE ONLY mail_out
    ADD CONSTRAINT mail_out_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notices(id) ON DELETE CASCADE;

ALTER TABLE ONLY mail_out
    ADD CONSTRAINT mail_out_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY mail_out
    ADD CONSTRAINT mail_out_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE ONLY messages
    ADD CONSTRAINT messages_act_id_fkey FOREIGN KEY (act_id) REFERENCES acts(id);

ALTER TABLE ONLY messages
    ADD CONSTRAINT messages_author_id_fkey FOREIGN KEY (author_id) REFERENCES users(id);

ALTER TABLE ONLY messages
    ADD CONSTRAINT messages_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY notices
    ADD CONSTRAINT notices_effect_id_fkey FOREIGN KEY (effect_id) REFERENCES effects(id) ON DELETE SET NULL;

ALTER TABLE ONLY notices
    ADD CONSTRAINT notices_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY notices
    ADD CONSTRAINT notices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE ONLY password_links
    ADD CONSTRAINT password_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE ONLY places
    ADD CONSTRAINT places_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id);

ALTER TABLE ONLY places
    ADD CONSTRAINT places_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES places(id);

ALTER TABLE ONLY plan_template_versions
    ADD CONSTRAINT plan_template_versions_published_by_fkey FOREIGN KEY (published_by) REFERENCES users(id);

ALTER TABLE ONLY plan_template_versions
    ADD CONSTRAINT plan_template_versions_template_id_fkey FOREIGN KEY (template_id) REFERENCES plan_templates(id) ON DELETE CASCADE;

ALTER TABLE ONLY plan_templates
    ADD CONSTRAINT plan_templates_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES units(id);

ALTER TABLE ONLY plan_templates
    ADD CONSTRAINT plan_templates_variant_of_fkey FOREIGN KEY (variant_of) REFERENCES plan_templates(id);

ALTER TABLE ONLY plans
    ADD CONSTRAINT plans_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY plans
    ADD CONSTRAINT plans_template_id_fkey FOREIGN KEY (template_id) REFERENCES plan_templates(id);

ALTER TABLE ONLY processes
    ADD CONSTRAINT processes_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY queue_grants
    ADD CONSTRAINT queue_grants_group_id_fkey FOREIGN KEY (group_id) REFERENCES groups(id) ON DELETE CASCADE;

ALTER TABLE ONLY queue_grants
    ADD CONSTRAINT queue_grants_queue_id_fkey FOREIGN KEY (queue_id) REFERENCES queues(id) ON DELETE CASCADE;

ALTER TABLE ONLY queues
    ADD CONSTRAINT queues_group_id_fkey FOREIGN KEY (group_id) REFERENCES groups(id);

ALTER TABLE ONLY ratings
    ADD CONSTRAINT ratings_rated_by_fkey FOREIGN KEY (rated_by) REFERENCES users(id);

ALTER TABLE ONLY ratings
    ADD CONSTRAINT ratings_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY receipts
    ADD CONSTRAINT receipts_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY receipts
    ADD CONSTRAINT receipts_sent_by_fkey FOREIGN KEY (sent_by) REFERENCES users(id);

ALTER TABLE ONLY receipts
    ADD CONSTRAINT receipts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);

ALTER TABLE ONLY record_forms
    ADD CONSTRAINT record_forms_form_id_form_version_fkey FOREIGN KEY (form_id, form_version) REFERENCES form_versions(form_id, version);

ALTER TABLE ONLY record_forms
    ADD CONSTRAINT record_forms_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY record_search
    ADD CONSTRAINT record_search_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY records
    ADD CONSTRAINT records_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES users(id);

ALTER TABLE ONLY records
    ADD CONSTRAINT records_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id);

ALTER TABLE ONLY records
    ADD CONSTRAINT records_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id);

ALTER TABLE ONLY records
    ADD CONSTRAINT records_group_id_fkey FOREIGN KEY (group_id) REFERENCES groups(id);

ALTER TABLE ONLY records
    ADD CONSTRAINT records_queue_id_fkey FOREIGN KEY (queue_id) REFERENCES queues(id);

ALTER TABLE ONLY records
    ADD CONSTRAINT records_requester_id_fkey FOREIGN KEY (requester_id) REFERENCES users(id);

ALTER TABLE ONLY records
    ADD CONSTRAINT records_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES units(id);

ALTER TABLE ONLY rounds
    ADD CONSTRAINT rounds_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY services
    ADD CONSTRAINT services_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES calendars(id);

ALTER TABLE ONLY services
    ADD CONSTRAINT services_form_id_fkey FOREIGN KEY (form_id) REFERENCES forms(id);

ALTER TABLE ONLY services
    ADD CONSTRAINT services_queue_id_fkey FOREIGN KEY (queue_id) REFERENCES queues(id);

ALTER TABLE ONLY services
    ADD CONSTRAINT services_template_id_fkey FOREIGN KEY (template_id) REFERENCES plan_templates(id);

ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE ONLY sla_policies
    ADD CONSTRAINT sla_policies_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES calendars(id);

ALTER TABLE ONLY sla_policy_versions
    ADD CONSTRAINT sla_policy_versions_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES sla_policies(id) ON DELETE CASCADE;

ALTER TABLE ONLY tokens
    ADD CONSTRAINT tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE ONLY units
    ADD CONSTRAINT units_head_id_fkey FOREIGN KEY (head_id) REFERENCES users(id);

ALTER TABLE ONLY units
    ADD CONSTRAINT units_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES units(id);

ALTER TABLE ONLY users
    ADD CONSTRAINT users_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id);

ALTER TABLE ONLY users
    ADD CONSTRAINT users_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES units(id);

ALTER TABLE ONLY watchers
    ADD CONSTRAINT watchers_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY watchers
    ADD CONSTRAINT watchers_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE ONLY work_items
    ADD CONSTRAINT work_items_group_id_fkey FOREIGN KEY (group_id) REFERENCES groups(id);

ALTER TABLE ONLY work_items
    ADD CONSTRAINT work_items_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id) ON DELETE CASCADE;

ALTER TABLE ONLY work_items
    ADD CONSTRAINT work_items_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY work_items
    ADD CONSTRAINT work_items_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);

ALTER TABLE ONLY work_log
    ADD CONSTRAINT work_log_act_id_fkey FOREIGN KEY (act_id) REFERENCES acts(id);

ALTER TABLE ONLY work_log
    ADD CONSTRAINT work_log_record_id_fkey FOREIGN KEY (record_id) REFERENCES records(id) ON DELETE CASCADE;

ALTER TABLE ONLY work_log
    ADD CONSTRAINT work_log_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);

