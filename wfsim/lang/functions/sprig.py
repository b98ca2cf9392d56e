"""All of sprig's functions as one table.

In: the modules beside this one. Out: the table for ``table``.
"""

from __future__ import annotations

from wfsim.lang.functions import (
    sprig_chance,
    sprig_encodings,
    sprig_lists,
    sprig_maps,
    sprig_numbers,
    sprig_paths,
    sprig_patterns,
    sprig_texts,
    sprig_times,
    sprig_values,
    sprig_versions,
    sprig_words,
)
from wfsim.lang.functions.signatures import Table

TABLE: Table = {
    **sprig_texts.TABLE,
    **sprig_words.TABLE,
    **sprig_numbers.TABLE,
    **sprig_lists.TABLE,
    **sprig_maps.TABLE,
    **sprig_values.TABLE,
    **sprig_encodings.TABLE,
    **sprig_paths.TABLE,
    **sprig_patterns.TABLE,
    **sprig_versions.TABLE,
    **sprig_times.TABLE,
    **sprig_chance.TABLE,
}
