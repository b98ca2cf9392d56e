"""Plain data → YAML text, as Argo's command line prints objects: keys sorted, one document.

In: JSON data. Out: text ending in a line break.
"""

from __future__ import annotations

import yaml

from wfsim.yamlio.nodes import Json


class _Dumper(yaml.SafeDumper):
    """Without anchors: people read it, and some readers do not know them."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def to_yaml(data: Json) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, width=10**9, default_flow_style=False)
