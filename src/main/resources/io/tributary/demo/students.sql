-- The students service: students, what they attend and how they do. Columns that name rows of the
-- identity service (school_id, staff ids, school years, attendance reasons) are plain UUIDs, since
-- no foreign key reaches into another database; inside the service foreign keys hold.

CREATE SCHEMA student;

CREATE TYPE student.gender AS ENUM ('female', 'male', 'nonbinary', 'unspecified');
CREATE TYPE student.enrollment_status AS ENUM ('active', 'withdrawn', 'graduated');
CREATE DOMAIN student.email_address AS varchar(254) CHECK (VALUE LIKE '%_@_%');

-- System-wide lookups: one row for all districts, and so without a tenant.

CREATE TABLE student.grade_levels (
  id uuid PRIMARY KEY,
  code varchar(4) NOT NULL UNIQUE,
  name varchar(40) NOT NULL,
  sort_order smallint NOT NULL
);

CREATE TABLE student.assessment_types (
  id uuid PRIMARY KEY,
  code varchar(20) NOT NULL UNIQUE,
  name varchar(80) NOT NULL
);

-- One legacy row of nearly 70 columns becomes one student, one row of demographics and 0 to 3 contacts.

CREATE TABLE student.students (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id bigint NOT NULL,
  legacy_guid uuid NOT NULL,
  state_id varchar(20),
  local_id varchar(20) NOT NULL,
  first_name varchar(60) NOT NULL,
  middle_name varchar(60),
  last_name varchar(60) NOT NULL,
  suffix varchar(10),
  preferred_name varchar(60),
  birth_date date NOT NULL,
  gender student.gender,
  grade_id uuid NOT NULL REFERENCES student.grade_levels (id),
  school_id uuid NOT NULL,
  counselor_id uuid,
  graduation_year integer,
  gpa numeric(4,3) CHECK (gpa >= 0 AND gpa <= 5),
  entered_at timestamptz,
  photo_hash bytea,
  archived boolean NOT NULL,
  deleted_at timestamptz,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  synced_at timestamptz,
  source varchar(20) NOT NULL,
  extras jsonb NOT NULL,
  UNIQUE (tenant_id, legacy_id),
  UNIQUE (tenant_id, state_id)
);

CREATE TABLE student.student_demographics (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  student_id uuid NOT NULL UNIQUE REFERENCES student.students (id),
  ethnicity varchar(40),
  hispanic boolean,
  home_language varchar(40),
  birth_country varchar(60),
  english_learner boolean,
  has_iep boolean,
  has_504 boolean,
  gifted boolean,
  lunch_status varchar(10) CHECK (lunch_status IN ('free', 'reduced', 'paid')),
  homeless boolean,
  migrant boolean,
  military boolean,
  address_line_1 varchar(200),
  address_line_2 varchar(200),
  city varchar(40),
  state char(2),
  zip varchar(10),
  phone varchar(40),
  email student.email_address
);

CREATE TABLE student.student_contacts (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  student_id uuid NOT NULL REFERENCES student.students (id),
  position smallint NOT NULL CHECK (position BETWEEN 1 AND 3),
  name varchar(120),
  relation varchar(40),
  phone varchar(40),
  email student.email_address,
  address varchar(200),
  guardian boolean,
  UNIQUE (student_id, position)
);

CREATE TABLE student.enrollments (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id bigint NOT NULL,
  student_id uuid NOT NULL REFERENCES student.students (id),
  school_id uuid NOT NULL,
  school_year_id uuid NOT NULL,
  grade_id uuid NOT NULL REFERENCES student.grade_levels (id),
  entered_on date NOT NULL,
  left_on date,
  exit_code varchar(10),
  status student.enrollment_status NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (tenant_id, legacy_id),
  CHECK (left_on >= entered_on)
);

CREATE TABLE student.sections (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id bigint NOT NULL,
  school_id uuid NOT NULL,
  school_year_id uuid NOT NULL,
  code varchar(20) NOT NULL,
  course_title varchar(120) NOT NULL,
  teacher_id uuid NOT NULL,
  teacher_assignment_id uuid NOT NULL,
  period smallint NOT NULL,
  starts_at time,
  room varchar(20),
  max_seats smallint,
  UNIQUE (tenant_id, legacy_id)
);

CREATE TABLE student.rosters (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id bigint NOT NULL,
  student_id uuid NOT NULL REFERENCES student.students (id),
  section_id uuid NOT NULL REFERENCES student.sections (id),
  starts_on date NOT NULL,
  ends_on date,
  final_grade varchar(4),
  final_percent numeric(5,2),
  credit numeric(4,2),
  UNIQUE (tenant_id, legacy_id)
);

CREATE TABLE student.attendance (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id bigint NOT NULL,
  student_id uuid NOT NULL REFERENCES student.students (id),
  school_id uuid NOT NULL,
  reason_id uuid NOT NULL,
  absent_on date NOT NULL,
  minutes_missed smallint,
  recorded_at timestamptz NOT NULL,
  remark varchar(200),
  UNIQUE (tenant_id, legacy_id)
);

CREATE TABLE student.assessments (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id bigint NOT NULL,
  type_id uuid NOT NULL REFERENCES student.assessment_types (id),
  school_year_id uuid NOT NULL,
  title varchar(120) NOT NULL,
  subject varchar(40),
  max_score integer NOT NULL,
  weight real,
  archived boolean NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (tenant_id, legacy_id)
);

CREATE TABLE student.assessment_results (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id bigint NOT NULL,
  student_id uuid NOT NULL REFERENCES student.students (id),
  assessment_id uuid NOT NULL REFERENCES student.assessments (id),
  result_type varchar(10) NOT NULL,
  raw_score integer,
  max_score integer NOT NULL,
  scaled_score numeric(9,4),
  score_band varchar(12),
  percentile double precision,
  standard_error real,
  fee numeric(12,2),
  taken_at timestamptz NOT NULL,
  scored_at timestamptz,
  void boolean NOT NULL,
  remark text,
  UNIQUE (tenant_id, legacy_id)
);

CREATE TABLE student.student_notes (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id text NOT NULL,
  student_id uuid NOT NULL REFERENCES student.students (id),
  author_id uuid,
  subject varchar(200),
  body text NOT NULL,
  confidential boolean NOT NULL,
  written_at timestamptz NOT NULL,
  deleted_at timestamptz,
  UNIQUE (tenant_id, legacy_id)
);

CREATE TABLE student.audit_log (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  legacy_id bigint NOT NULL,
  table_name varchar(60) NOT NULL,
  record_key bigint NOT NULL,
  action varchar(10) NOT NULL,
  user_name varchar(60) NOT NULL,
  source varchar(20) NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  details jsonb,
  UNIQUE (tenant_id, legacy_id)
);

CREATE INDEX enrollments_student ON student.enrollments (student_id);
CREATE INDEX rosters_student ON student.rosters (student_id);
CREATE INDEX rosters_section ON student.rosters (section_id);
CREATE INDEX attendance_student ON student.attendance (student_id);
CREATE INDEX assessment_results_student ON student.assessment_results (student_id);
CREATE INDEX student_notes_student ON student.student_notes (student_id);
