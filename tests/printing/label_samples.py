"""Samples of labels: on a roll, on sheets, of bins, with the worst that anybody types."""

from __future__ import annotations

from app.printing.sheets import Facts
from app.rules.label_facts import STOCKS, LabelFacts, LabelsFacts
from app.rules.trial_facts import TrialFacts
from tests.printing.samples import MARKS, RIGHT_TO_LEFT, WORST

CABLE = LabelFacts("CAB-220", "Brake cable, front, 2200 mm, with clips", "A-12-3", "CAB-220", 2)
FILTER = LabelFacts("Z411", "Oil filter", "B-2", "9300675024235", 3)
BIN = LabelFacts("CAB-220", "Brake cable, front", "A-12-3", "CAB-220", kind="bin")
_AWFUL = LabelFacts(WORST, WORST, WORST, WORST)

LABEL_SAMPLES: dict[str, Facts] = {
    **{f"labels {name}": LabelsFacts((CABLE, FILTER, BIN), stock, first=3) for name, stock in STOCKS.items()},
    **{f"test sheet {kind}": TrialFacts(kind, "HP LaserJet", "Lower tray", 2) for kind in ("documents", "receipts")},
    **{f"test sheet {name}": TrialFacts("labels", "ZEBRA", stock=stock) for name, stock in STOCKS.items()},
    "awful test sheet": TrialFacts("documents", WORST, WORST),
    "awful test label": TrialFacts("labels", WORST, WORST, stock=STOCKS["A4 5x13"]),
    "labels over two sheets": LabelsFacts((LabelFacts("K55", "Clip", "C-1", "K55", 40),), STOCKS["A4 3x8"], first=20),
    **{
        f"awful labels {name}": LabelsFacts(
            (
                _AWFUL,
                LabelFacts(MARKS, RIGHT_TO_LEFT, RIGHT_TO_LEFT),
                LabelFacts("W" * 40, "W" * 300, "W" * 40, "W" * 40),
            ),
            STOCKS[name],
        )
        for name in ("62x29", "A4 5x13")
    },
}
"""By the name a test shows when one does not come out right."""
