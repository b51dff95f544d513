"""Days at the counter, as the .feature files tell them; what their sentences do stands in conftest.py.

Those about money stand in their own folder.
"""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios("backorders.feature", "stock.feature", "superseded.feature")
