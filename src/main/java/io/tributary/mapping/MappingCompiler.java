package io.tributary.mapping;

import io.tributary.batch.KeyShape;
import io.tributary.copy.ColumnEncoder;
import io.tributary.copy.TargetColumn;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Entity;
import io.tributary.manifest.LoadStyle;
import io.tributary.manifest.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Compiles an entity's mapping: the manifest's columns against the columns that legacy and target
 * really have. What does not fit is found here, all at once, before a row is read. Thread-safe as
 * far as what it was given is.
 */
public final class MappingCompiler {

  /**
   * The meaning of the conversions as a number, for fingerprints: raised whenever the same manifest
   * would make another value of the same legacy row.
   */
  public static final int SEMANTICS = 1;

  private final UuidDerivation uuids;
  private final SharedLookups lookups;
  private final Function<String, Optional<ColumnMapper>> beans;
  private final Function<TargetColumn, ColumnEncoder> encoders;

  /**
   * A compiler.
   *
   * @param uuids derives the UUIDs
   * @param lookups finds the rows that tenants share
   * @param beans finds a custom bean by its name
   * @param encoders makes the encoder of a column, or throws {@link InvalidInputException} if its
   *     type cannot be copied
   */
  public MappingCompiler(
      UuidDerivation uuids,
      SharedLookups lookups,
      Function<String, Optional<ColumnMapper>> beans,
      Function<TargetColumn, ColumnEncoder> encoders) {
    this.uuids = uuids;
    this.lookups = lookups;
    this.beans = beans;
    this.encoders = encoders;
  }

  /** All that is wrong with an entity's mapping; empty if it can be compiled. */
  public List<Problem> check(MappingInput input) {
    Findings findings = new Findings();
    compile(input, findings);
    return findings.problems();
  }

  /**
   * The mapper of an entity, for the rows of any tenant.
   *
   * @throws InvalidInputException with all that is wrong, as {@link #check} finds it
   */
  public EntityMapper compile(MappingInput input) {
    Findings findings = new Findings();
    Optional<EntityMapper> mapper = compile(input, findings);
    if (!findings.problems().isEmpty()) {
      throw new InvalidInputException(findings.problems());
    }
    return mapper.orElseThrow();
  }

  private Optional<EntityMapper> compile(MappingInput input, Findings findings) {
    Entity entity = input.entity();
    LegacyColumns legacy = new LegacyColumns(input, findings);
    legacy.check();
    ReferenceCompiler references = new ReferenceCompiler(input, legacy, uuids, lookups, findings);
    SourceCompiler sources = new SourceCompiler(input, legacy, references, beans, findings);
    TableCompiler compiler = new TableCompiler(input, legacy, sources, encoders, findings);
    List<CompiledTable> tables = new ArrayList<>();
    for (int i = 0; i < entity.into().size(); i++) {
      compiler.compile(entity.into().get(i), i == 0).ifPresent(tables::add);
    }
    int[] naturalColumns = naturalColumns(entity, legacy, findings);
    if (!findings.problems().isEmpty()) {
      return Optional.empty();
    }
    int[] keyColumns =
        input.key().columns().stream().mapToInt(c -> input.shape().indexOf(c.name())).toArray();
    return Optional.of(
        new EntityMapper(
            entity,
            input.shape(),
            new RowIdentity(uuids, entity, keyColumns, naturalColumns),
            tables,
            entity.load() == LoadStyle.UPSERT,
            sources.beanVersions()));
  }

  private static int[] naturalColumns(Entity entity, LegacyColumns legacy, Findings findings) {
    if (entity.scope() == Scope.SHARED && entity.naturalKey().isEmpty()) {
      findings.add(
          MappingCode.NATURAL_KEY,
          entity.at(),
          "a shared entity has no natural key",
          "say `naturalKey: [ ... ]`: the columns that identify a row over all tenants");
    }
    List<Integer> columns = new ArrayList<>();
    for (String name : entity.naturalKey()) {
      OptionalInt index = legacy.find(name, entity.at());
      if (index.isPresent()) {
        columns.add(index.getAsInt());
        checkIdentifies(entity, legacy, index.getAsInt(), findings);
      }
    }
    return columns.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void checkIdentifies(
      Entity entity, LegacyColumns legacy, int index, Findings findings) {
    if (!KeyShape.canIdentify(legacy.column(index).type())) {
      findings.add(
          MappingCode.NATURAL_KEY,
          entity.at(),
          legacy.column(index).name()
              + " ("
              + legacy.column(index).sqlType()
              + ") cannot be part of a natural key: it has no exact text",
          "choose columns of text, whole or decimal numbers, dates or GUIDs");
    }
  }
}
