-- The identity service: who the districts' schools and staff are, and how districts are configured.
-- Every table is closed by row-level security, forced, so that it binds the owner too: a session
-- sees and writes the rows of the tenant that it has set, and without one it sees none.

CREATE SCHEMA identity;

CREATE TYPE identity.school_type AS ENUM ('elementary', 'middle', 'high');

CREATE TABLE identity.school_years (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id bigint NOT NULL,
  name varchar(20) NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  is_current boolean NOT NULL,
  UNIQUE (tenant_id, legacy_id),
  CHECK (ends_on > starts_on)
);

CREATE TABLE identity.attendance_reasons (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id text NOT NULL,
  code varchar(12) NOT NULL,
  description varchar(100) NOT NULL,
  excused boolean NOT NULL,
  UNIQUE (tenant_id, legacy_id),
  UNIQUE (tenant_id, code)
);

CREATE TABLE identity.schools (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id bigint NOT NULL,
  code varchar(8) NOT NULL,
  name varchar(120) NOT NULL,
  type identity.school_type NOT NULL,
  country char(2) NOT NULL,
  opened_on date NOT NULL,
  closed_on date,
  contact jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (tenant_id, legacy_id),
  UNIQUE (tenant_id, code)
);

CREATE TABLE identity.staff (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id bigint NOT NULL,
  employee_no varchar(12) NOT NULL,
  first_name varchar(60) NOT NULL,
  last_name varchar(60) NOT NULL,
  email varchar(254),
  title varchar(60),
  hired_on date,
  supervisor_id uuid REFERENCES identity.staff (id),
  salary numeric(12,2),
  archived boolean NOT NULL,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  deleted_at timestamptz,
  UNIQUE (tenant_id, legacy_id),
  UNIQUE (tenant_id, employee_no)
);

CREATE TABLE identity.staff_schools (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id text NOT NULL,
  staff_id uuid NOT NULL REFERENCES identity.staff (id),
  school_id uuid NOT NULL REFERENCES identity.schools (id),
  role varchar(20) NOT NULL,
  fte numeric(3,2) NOT NULL CHECK (fte >= 0 AND fte <= 1),
  starts_on date NOT NULL,
  ends_on date,
  is_primary boolean NOT NULL,
  UNIQUE (tenant_id, legacy_id),
  UNIQUE (staff_id, school_id)
);

CREATE INDEX staff_supervisor ON identity.staff (supervisor_id);
CREATE INDEX staff_schools_school ON identity.staff_schools (school_id);

ALTER TABLE identity.school_years ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.school_years FORCE ROW LEVEL SECURITY;
ALTER TABLE identity.attendance_reasons ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.attendance_reasons FORCE ROW LEVEL SECURITY;
ALTER TABLE identity.schools ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.schools FORCE ROW LEVEL SECURITY;
ALTER TABLE identity.staff ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.staff FORCE ROW LEVEL SECURITY;
ALTER TABLE identity.staff_schools ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.staff_schools FORCE ROW LEVEL SECURITY;

-- A setting that was set by SET LOCAL and has ended is the empty text, not NULL: hence NULLIF.
CREATE FUNCTION identity.current_tenant() RETURNS uuid
  LANGUAGE sql STABLE
  RETURN NULLIF(current_setting('app.tenant_id', true), '')::uuid;

CREATE POLICY own_tenant ON identity.school_years USING (tenant_id = identity.current_tenant());
CREATE POLICY own_tenant ON identity.attendance_reasons USING (tenant_id = identity.current_tenant());
CREATE POLICY own_tenant ON identity.schools USING (tenant_id = identity.current_tenant());
CREATE POLICY own_tenant ON identity.staff USING (tenant_id = identity.current_tenant());
CREATE POLICY own_tenant ON identity.staff_schools USING (tenant_id = identity.current_tenant());
