"""The packages of the distribution: all under ``wfsim/``, and the grammar files, which ship as ``wfsim.grammar``.

All else is in ``pyproject.toml``; setuptools cannot say "found ones and this one" there.
"""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["wfsim", "wfsim.*"]), "wfsim.grammar"],
    package_dir={"wfsim": "wfsim", "wfsim.grammar": "grammar"},
)
