"""Writes the parquet files of this folder, as an independent writer lays them out. Needs pyarrow.

    python3 test/data/readers/make-parquet.py
"""
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

here = Path(__file__).parent
texts = [f"Story {i}: “Once upon a time…”\n\nThe {'cat' if i % 2 else 'dog'} said hello." for i in range(25)]
texts[3] = ""
texts[7] = None
for codec in ["snappy", "zstd", "gzip", "none"]:
    table = pa.table({"text": pa.array(texts, pa.string())})
    pq.write_table(table, here / f"{codec}.parquet", compression=codec, row_group_size=10)
pq.write_table(
    pa.table({"id": pa.array(range(25), pa.int64()), "tale": pa.array(texts), "source": ["GPT-4"] * 25}),
    here / "columns.parquet",
    compression="snappy",
)
