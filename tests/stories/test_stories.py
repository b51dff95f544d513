"""Days at the counter, as the .feature files tell them; what their sentences do stands in conftest.py."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios(".")
