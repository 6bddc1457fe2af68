-- One district's legacy database, in the shape that student information systems on SQL Server have:
-- wide tables, local times, flags in three spellings, and no foreign keys to keep anybody honest.
-- Written for H2's SQL Server mode. Two things read differently on a real server: a column whose
-- collation ignores case is VARCHAR_IGNORECASE here, and primary keys are not said to be CLUSTERED.

CREATE SCHEMA [dbo];

-- System-wide lookups. Every district has the same codes under keys of its own.

CREATE TABLE [dbo].[Grade] (
  [Id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [Code] NVARCHAR(10) NOT NULL,
  [Name] NVARCHAR(60) NOT NULL,
  [SortOrder] SMALLINT NOT NULL
);

CREATE TABLE [dbo].[AssessmentType] (
  [Id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [Code] NVARCHAR(20) NOT NULL,
  [Name] NVARCHAR(80) NOT NULL
);

-- District lookups.

CREATE TABLE [dbo].[AttendanceReason] (
  [Code] VARCHAR_IGNORECASE(12) NOT NULL PRIMARY KEY,
  [Description] NVARCHAR(100) NOT NULL,
  [IsExcused] BIT NOT NULL
);

CREATE TABLE [dbo].[SchoolYear] (
  [Id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [Name] NVARCHAR(20) NOT NULL,
  [StartDate] DATE NOT NULL,
  [EndDate] DATE NOT NULL,
  [IsCurrent] BIT NOT NULL
);

-- Schools and the people who work there.

CREATE TABLE [dbo].[School] (
  [Id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [Code] NCHAR(8) NOT NULL,
  [Name] NVARCHAR(120) NOT NULL,
  [SchoolType] NCHAR(1) NOT NULL,
  [Address] NVARCHAR(200) NULL,
  [City] NVARCHAR(100) NULL,
  [Zip] NVARCHAR(10) NULL,
  [Phone] NVARCHAR(40) NULL,
  [OpenedOn] DATE NOT NULL,
  [ClosedOn] DATE NULL,
  [CreatedOn] DATETIME NOT NULL
);

CREATE TABLE [dbo].[Staff] (
  [Id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [EmployeeNo] NVARCHAR(12) NOT NULL,
  [FirstName] NVARCHAR(60) NOT NULL,
  [LastName] NVARCHAR(60) NOT NULL,
  [Email] NVARCHAR(254) NULL,
  [Title] NVARCHAR(60) NULL,
  [HiredText] NVARCHAR(10) NULL,
  [SupervisorId] INT NULL,
  [Salary] MONEY NULL,
  [IsActive] BIT NOT NULL,
  [CreatedOn] DATETIME NOT NULL,
  [ModifiedOn] DATETIME2(3) NULL,
  [DeletedOn] DATETIME NULL
);

CREATE TABLE [dbo].[StaffSchool] (
  [StaffId] INT NOT NULL,
  [SchoolId] INT NOT NULL,
  [RoleCode] NCHAR(1) NOT NULL,
  [Fte] DECIMAL(4,3) NOT NULL,
  [StartDate] DATE NOT NULL,
  [EndDate] DATE NULL,
  [IsPrimary] BIT NOT NULL,
  PRIMARY KEY ([StaffId], [SchoolId])
);

-- Students. One row holds who they are, where they live, whom to call and what somebody once
-- needed a column for.

CREATE TABLE [dbo].[Student] (
  [Id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [RowGuid] UNIQUEIDENTIFIER NOT NULL,
  [StateId] NVARCHAR(20) NULL,
  [LocalId] NVARCHAR(20) NOT NULL,
  [FirstName] NVARCHAR(60) NOT NULL,
  [MiddleName] NVARCHAR(60) NULL,
  [LastName] NVARCHAR(60) NULL,
  [Suffix] NVARCHAR(10) NULL,
  [PreferredName] NVARCHAR(60) NULL,
  [DOB] DATETIME NOT NULL,
  [Gender] NVARCHAR(12) NULL,
  [GradeId] INT NOT NULL,
  [SchoolId] INT NOT NULL,
  [CounselorId] INT NULL,
  [GraduationYear] NVARCHAR(4) NULL,
  [Gpa] DECIMAL(5,3) NULL,
  [EntryDate] SMALLDATETIME NULL,
  [PhotoHash] VARBINARY(32) NULL,
  [IsActive] BIT NOT NULL,
  [DeletedOn] DATETIME NULL,
  [CreatedOn] DATETIME NOT NULL,
  [ModifiedOn] DATETIME2(3) NULL,
  [LastSyncAt] DATETIMEOFFSET(3) NULL,
  [SyncToken] BIGINT NULL,
  -- demographics
  [Ethnicity] NVARCHAR(40) NULL,
  [IsHispanic] BIT NULL,
  [HomeLanguage] NVARCHAR(40) NULL,
  [BirthCountry] NVARCHAR(60) NULL,
  [EnglishLearner] NCHAR(1) NULL,
  [HasIep] NVARCHAR(5) NULL,
  [Has504] NCHAR(1) NULL,
  [IsGifted] TINYINT NULL,
  [LunchStatus] NVARCHAR(10) NULL,
  [IsHomeless] BIT NULL,
  [IsMigrant] BIT NULL,
  [IsMilitary] BIT NULL,
  -- address
  [Address1] NVARCHAR(200) NULL,
  [Address2] NVARCHAR(200) NULL,
  [City] NVARCHAR(100) NULL,
  [State] NCHAR(2) NULL,
  [Zip] NVARCHAR(10) NULL,
  [Phone] NVARCHAR(40) NULL,
  [Email] NVARCHAR(254) NULL,
  -- up to three contacts
  [Contact1Name] NVARCHAR(120) NULL,
  [Contact1Relation] NVARCHAR(40) NULL,
  [Contact1Phone] NVARCHAR(40) NULL,
  [Contact1Email] NVARCHAR(254) NULL,
  [Contact1Address] NVARCHAR(200) NULL,
  [Contact1IsGuardian] BIT NULL,
  [Contact2Name] NVARCHAR(120) NULL,
  [Contact2Relation] NVARCHAR(40) NULL,
  [Contact2Phone] NVARCHAR(40) NULL,
  [Contact2Email] NVARCHAR(254) NULL,
  [Contact2Address] NVARCHAR(200) NULL,
  [Contact2IsGuardian] BIT NULL,
  [Contact3Name] NVARCHAR(120) NULL,
  [Contact3Relation] NVARCHAR(40) NULL,
  [Contact3Phone] NVARCHAR(40) NULL,
  [Contact3Email] NVARCHAR(254) NULL,
  [Contact3Address] NVARCHAR(200) NULL,
  [Contact3IsGuardian] BIT NULL,
  -- whatever a district needed
  [LockerNo] NVARCHAR(10) NULL,
  [BusRoute] NVARCHAR(20) NULL,
  [TShirtSize] NVARCHAR(5) NULL,
  [MedicalAlert] NVARCHAR(MAX) NULL,
  [Custom1] NVARCHAR(200) NULL,
  [Custom2] NVARCHAR(200) NULL,
  [Custom3] INT NULL,
  [Custom4] DATETIME NULL
);

CREATE TABLE [dbo].[StudentSchool] (
  [Id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [StudentId] INT NOT NULL,
  [SchoolId] INT NOT NULL,
  [SchoolYearId] INT NOT NULL,
  [GradeId] INT NOT NULL,
  [EntryDate] DATETIME NOT NULL,
  [ExitDate] DATETIME NULL,
  [ExitCode] NVARCHAR(10) NULL,
  [Status] NVARCHAR(10) NOT NULL,
  [CreatedOn] SMALLDATETIME NOT NULL
);

CREATE TABLE [dbo].[Section] (
  [Id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [SchoolId] INT NOT NULL,
  [SchoolYearId] INT NOT NULL,
  [SectionCode] NVARCHAR(20) NOT NULL,
  [CourseTitle] NVARCHAR(120) NOT NULL,
  [TeacherId] INT NOT NULL,
  [Period] TINYINT NOT NULL,
  [StartsAt] TIME(0) NULL,
  [Room] NVARCHAR(20) NULL,
  [MaxSeats] SMALLINT NULL
);

CREATE TABLE [dbo].[StudentSection] (
  [Id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [StudentId] INT NOT NULL,
  [SectionId] INT NOT NULL,
  [StartDate] DATE NOT NULL,
  [EndDate] DATE NULL,
  [FinalGrade] NVARCHAR(4) NULL,
  [FinalPercent] DECIMAL(6,3) NULL,
  [Credit] DECIMAL(4,2) NULL
);

CREATE TABLE [dbo].[StudentAttendance] (
  [Id] BIGINT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [StudentId] INT NOT NULL,
  [SchoolId] INT NOT NULL,
  [ReasonCode] VARCHAR_IGNORECASE(12) NOT NULL,
  [AbsentOn] DATE NOT NULL,
  [MinutesMissed] SMALLINT NULL,
  [RecordedAt] DATETIME NOT NULL,
  [Comment] NVARCHAR(200) NULL
);

-- Assessments.

CREATE TABLE [dbo].[Assessment] (
  [Id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [AssessmentTypeId] INT NOT NULL,
  [SchoolYearId] INT NOT NULL,
  [Title] NVARCHAR(120) NOT NULL,
  [Subject] NVARCHAR(40) NULL,
  [MaxScore] INT NOT NULL,
  [Weight] REAL NULL,
  [IsArchived] BIT NOT NULL,
  [CreatedOn] DATETIME NOT NULL
);

CREATE TABLE [dbo].[AssessmentResult] (
  [Id] BIGINT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [StudentId] INT NOT NULL,
  [AssessmentId] INT NOT NULL,
  [ResultType] NVARCHAR(10) NOT NULL,
  [RawScore] BIGINT NULL,
  [MaxScore] INT NOT NULL,
  [ScaledScore] DECIMAL(9,4) NULL,
  [Percentile] FLOAT NULL,
  [StandardError] REAL NULL,
  [Fee] MONEY NULL,
  [TakenOn] DATETIME2(7) NOT NULL,
  [ScoredAt] DATETIMEOFFSET(7) NULL,
  [IsVoid] BIT NOT NULL,
  [Comment] NVARCHAR(400) NULL
);

-- Notes and history.

CREATE TABLE [dbo].[StudentNote] (
  [Id] UNIQUEIDENTIFIER NOT NULL PRIMARY KEY,
  [StudentId] INT NOT NULL,
  [AuthorId] INT NULL,
  [Subject] NVARCHAR(200) NULL,
  [Body] NVARCHAR(MAX) NOT NULL,
  [IsConfidential] BIT NOT NULL,
  [WrittenOn] DATETIME2(3) NOT NULL,
  [DeletedOn] DATETIME NULL
);

CREATE TABLE [dbo].[AuditLog] (
  [Id] BIGINT IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [TableName] NVARCHAR(60) NOT NULL,
  [RecordId] BIGINT NOT NULL,
  [Action] NCHAR(1) NOT NULL,
  [UserName] NVARCHAR(60) NOT NULL,
  [Source] NVARCHAR(20) NOT NULL,
  [OccurredAt] DATETIMEOFFSET(7) NOT NULL,
  [RecordedOn] DATETIME NOT NULL,
  [Details] NVARCHAR(MAX) NULL
);
