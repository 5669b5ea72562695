"""Rows in a column format, read with a limit: a small file may say that it holds more than any memory takes."""

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow

MOST_CELLS = 200_000_000
"""Most cells that are read: a million runs of two hundred columns."""


def rows_in(data: bytes, *, arrow: bool = False) -> "pyarrow.Table":
    """Return the rows that a Parquet file holds, or an Arrow file.

    Args:
        data: The file.
        arrow: Whether it is an Arrow file.

    Raises:
        ValueError: It is not one, names two columns alike, or holds more than `MOST_CELLS` cells.
    """
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        file = pa.BufferReader(data)
        table = _arrow(pa.ipc.open_file(file)) if arrow else _parquet(parquet.ParquetFile(file))
    except (OSError, pa.ArrowException) as error:
        raise ValueError(f"not a file of {'Arrow' if arrow else 'Parquet'} ({error})") from error
    twice = sorted(name for name, times in Counter(table.column_names).items() if times > 1)
    if twice:
        raise ValueError(f"two columns are called {twice[0]}")
    return table


def _parquet(file: Any) -> Any:
    _check(file.metadata.num_rows, file.metadata.num_columns)
    return file.read()


def _arrow(file: Any) -> Any:
    import pyarrow as pa

    batches = []
    for place in range(file.num_record_batches):
        batches.append(file.get_batch(place))
        _check(sum(batch.num_rows for batch in batches), len(file.schema))
    return pa.Table.from_batches(batches, file.schema)


def _check(rows: int, columns: int) -> None:
    if rows * max(1, columns) > MOST_CELLS:
        raise ValueError(f"{rows:,} rows of {columns:,} columns, where at most {MOST_CELLS:,} cells are read")
