"""Days at the counter on which money moves, as the .feature files of this folder tell them."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios(".")
