"""Manifests that tests of the command line write into folders."""

from __future__ import annotations

GOOD = """apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: good-}
spec:
  entrypoint: main
  templates:
    - name: main
      container: {image: alpine:3.20, command: [echo, hello]}
"""
BAD = GOOD.replace("entrypoint: main", "entrypoint: mian")
# One finding of each severity, at lines 10, 11 and 12.
MANY = """apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: many-}
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - - name: go
            templateRef: {name: shared-lib, template: run}
            when: "a-b == c"
    - name: dead
      container: {image: alpine:3.20, command: [echo, hello]}
"""
CODES = ("templateref-unresolved", "bad-when", "unused-template")
