"""How can the objects of a dataset change as a whole: their columns, their values, their names and their number?"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.changes import files
from pytest_connectors.drift.schema import Column, DatasetSchema, TableSchema
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.targets import Target, Targets, columns, contents, free_name

PARQUET, CSV, JSONL = "parquet", "csv", "jsonl"
EVERY_FORMAT = (PARQUET, CSV, JSONL)
_EXTENSIONS = {PARQUET: (".pq", ".parq"), CSV: (".txt", ".tsv"), JSONL: (".ndjson", ".json")}

OfDataset = Callable[[DatasetSchema], Iterator[Target]]


def of_datasets(
    targets: OfDataset, *formats: str, headed: bool = False, several: bool = False, zipped: bool = True
) -> Targets:
    """The targets of datasets that allow them, and none of others.

    Args:
        targets: The targets of a dataset.
        formats: In which formats they occur; all where none is named.
        headed: They need names in the objects: a CSV file without a header has none.
        several: They need more than one object.
        zipped: They occur in objects that are gzip already.
    """

    def chosen(table: TableSchema) -> Iterator[Target]:
        if not isinstance(table, DatasetSchema) or table.format not in (formats or EVERY_FORMAT):
            return
        lacks = (headed and table.format == CSV and not table.headed, several and table.single)
        if not any(lacks) and (zipped or not table.gzipped):
            yield from targets(table)

    return chosen


def placed(targets: Targets, where: str) -> Targets:
    """The same targets, in new objects only or after the first was read; none where there is one object."""

    def chosen(table: DatasetSchema) -> Iterator[Target]:
        for target in targets(table):
            variants = (
                tuple(change.Placed(one, where, table.partitions) for one in variant) for variant in target.variants
            )
            yield dataclasses.replace(target, variants=tuple(variants))

    return of_datasets(chosen, several=True)


def stored(table: DatasetSchema) -> DatasetSchema:
    """The dataset without the columns that stand in the keys alone."""
    return dataclasses.replace(table, columns=tuple(c for c in table.columns if c.name not in table.partitions))


def _in_objects(targets: Targets, *formats: str, headed: bool = False) -> Targets:
    """What can happen to a table's columns, as far as the objects hold them."""
    return of_datasets(lambda table: iter(targets(stored(table))), *formats, headed=headed)


def _of_single_values(targets: Targets) -> Targets:
    """What can happen to columns that hold neither lists nor structs."""
    return lambda table: targets(
        dataclasses.replace(table, columns=tuple(c for c in table.columns if c.type.form == "plain"))
    )


def way(name: str, *details: str, formats: tuple[str, ...] = EVERY_FORMAT, **needs: bool) -> Targets:
    """The dataset; the objects are other ones in this way, and a variant for each detail."""

    def targets(table: DatasetSchema) -> Iterator[Target]:
        yield Target(table.name, tuple((change.FilesChanged(table.name, name, detail),) for detail in details or ("",)))

    return of_datasets(targets, *formats, **needs)


def each(
    name: str,
    takes: Callable[[Column], bool],
    detail: Callable[[DatasetSchema, Column], str] = lambda *_: "",
    formats: tuple[str, ...] = EVERY_FORMAT,
    **needs: bool,
) -> Targets:
    """Every column in the objects that is taken; the objects are other ones in this way, as to this column."""

    def targets(table: DatasetSchema) -> Iterator[Target]:
        for column in filter(takes, stored(table).columns):
            one = change.FilesChanged(table.name, name, detail(table, column), column.name)
            yield Target(column.name, ((one,),))

    return of_datasets(targets, *formats, **needs)


def fault(kind: str) -> Targets:
    """The storage."""

    def targets(_: DatasetSchema) -> Iterator[Target]:
        yield Target("storage", ((change.StorageFault(kind),),))

    return of_datasets(targets)


def _dropped(table: DatasetSchema) -> Iterator[Target]:
    """Every column, where there is another one."""
    if len(stored(table).columns) > 1:
        yield from columns.dropped(stored(table))


def _added(table: DatasetSchema) -> Iterator[Target]:
    """A text or a number, at the end."""
    name = free_name(table, columns.ADDED)
    kinds = (("text", "a"), ("bigint", "7"))
    yield Target(table.name, tuple((change.ColumnAdded(table.name, name, kind, value),) for kind, value in kinds))


def _emptied(table: DatasetSchema) -> Iterator[Target]:
    """The dataset."""
    yield Target(table.name, ((change.FilesEmptied(table.name),),))


def _label_added(table: DatasetSchema) -> Iterator[Target]:
    """Every column of which the labels are promised, or that is a dictionary of texts."""
    for column in stored(table).columns:
        if column.type.labels or column.type.text.startswith("dictionary<values=string"):
            label = columns.ADDED
            while label in column.type.labels:
                label += "_"
            yield Target(column.name, ((change.LabelAdded(table.name, column.name, column.type.text, label),),))


def _label_recased(table: DatasetSchema) -> Iterator[Target]:
    """Every column whose labels are promised and have letters; of columns with the same labels each by itself."""
    for target in contents.label_recased(stored(table)):
        variants = tuple(
            tuple(dataclasses.replace(one, also=()) for one in variant if isinstance(one, change.LabelRenamed))
            for variant in target.variants
        )
        yield dataclasses.replace(target, variants=variants)


def _zeros_lost(table: DatasetSchema) -> Iterator[Target]:
    """Every column of text of which the labels are not promised."""
    for column in filter(is_text, stored(table).columns):
        yield Target(column.name, ((change.ZerosLost(table.name, column.name),),))


def _prefix_moved(table: DatasetSchema) -> Iterator[Target]:
    """The dataset; what is moved lies outside of the prefix."""
    to = f"moved/{table.table}" + ("" if table.single else "/")
    yield Target(table.name, ((change.FilesChanged(table.name, "prefix-moved", to),),))


def _partition(name: str, suffix: str = "") -> Targets:
    """Every column that stands in the keys."""

    def targets(table: DatasetSchema) -> Iterator[Target]:
        for column in table.partitions:
            detail = free_name(table, f"{column}{suffix}") if suffix else ""
            yield Target(column, ((change.FilesChanged(table.name, name, detail, column),),))

    return of_datasets(targets)


def _extension(table: DatasetSchema) -> Iterator[Target]:
    """The dataset, where its keys end in an extension."""
    own, gz, _ = table.extension.partition(".gz")
    others = [f"{other}{gz}" for other in _EXTENSIONS[table.format] if other != own]
    if own:
        ways = (change.FilesChanged(table.name, "extension-changed", other) for other in others)
        yield Target(table.name, tuple((one,) for one in ways))


def _markers(table: DatasetSchema) -> Iterator[Target]:
    """What lies among the objects and is none: `_SUCCESS`, a hidden file, a directory object of no bytes."""
    for name, owed in ((files.MARKER, None), (files.HIDDEN, None), (files.DIRECTORIES, Owed.SPEAK)):
        yield Target(name, ((change.FilesChanged(table.name, "marker-files", name),),), owed)


def is_text(column: Column) -> bool:
    """Whether any text may stand in the column."""
    kind = column.type
    return kind.base in ("text", "varchar", "bpchar") and kind.form == "plain" and not kind.labels


dropped = of_datasets(_dropped)
renamed = _in_objects(columns.renamed, headed=True)
recased = _in_objects(columns.recased, headed=True)
added = of_datasets(_added, headed=True)
put_last = _in_objects(columns.put_last, headed=True)

gzipped = way("suffix-gzipped", files.SAME_NAMES, files.GZ_NAMES, zipped=False)
emptied = of_datasets(_emptied)
label_added = of_datasets(_label_added)
label_recased = of_datasets(_label_recased)
null_appeared = _in_objects(contents.null_appeared)
sentinel = _in_objects(_of_single_values(contents.sentinel))
unit_changed = _in_objects(_of_single_values(contents.unit_changed))
zeros_lost = of_datasets(_zeros_lost)
rows_doubled = of_datasets(contents.doubled)
rows_truncated = of_datasets(contents.truncated)
rows_empty = of_datasets(contents.emptied)

prefix_moved = of_datasets(_prefix_moved)
partition_renamed = _partition("partition-key-renamed", "_renamed")
partition_reformatted = _partition("partition-value-reformatted")
extension_changed = of_datasets(_extension)
markers = of_datasets(_markers, several=True)
