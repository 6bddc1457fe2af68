package io.tributary.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestServersTest {

  @Test
  void thePlainRoleIsNoSuperuser() {
    try (TestPostgres postgres = TestPostgres.create()) {
      assertThat(
              postgres.query(
                  "SELECT current_user, usesuper FROM pg_user WHERE usename = current_user"))
          .containsExactly(TestPostgres.ROLE + "|f");
    }
  }

  @Test
  void theLegacyDatabaseUnderstandsBracketsAndTop() throws Exception {
    try (TestLegacy legacy = TestLegacy.create()) {
      legacy.execute(
          "CREATE TABLE [dbo].[Order] ([Id] INT IDENTITY PRIMARY KEY, [Name] NVARCHAR(20))",
          "INSERT INTO [dbo].[Order] ([Name]) VALUES ('a'), ('b')");
      assertThat(legacy.query("SELECT TOP (1) [Id], [Name] FROM [dbo].[Order] ORDER BY [Id]"))
          .containsExactly("1|a");
    }
  }
}
