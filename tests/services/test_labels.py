"""What labels say and how many are proposed: read from the parts and from what came in."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.rules.drafts import ReceiptDraft
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.rules.label_facts import MOST_LABELS
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.masters import parts
from app.services.stock import labels
from tests import make

D = Decimal


def with_barcode(counter: Counter, part: PartFound, *numbers: str) -> PartFound:
    card = parts.open_card(counter, part.id)
    others = tuple(parts.OtherNumber("barcode", number) for number in numbers)
    parts.save(counter, replace(card, numbers=others), card)
    return part


def received(counter: Counter, *lines: tuple[PartFound, str]) -> int:
    """A processed creditor invoice with so many of each received; billed are as many, at 1.00."""
    draft = ReceiptDraft(
        creditor=make.a_creditor(counter),
        their_number="R-1",
        day=counter.today(),
        lines=[
            replace(receiving.line_for(part, D(quantity)), cost=D("1.0000"), gst_rate=D("10.00"))
            for part, quantity in lines
        ],
    )
    draft.total = receiving.sums(counter, draft).total
    return receiving.process(counter, draft, {}).creditor_invoice_id


def test_a_label_says_the_parts_own_barcode_else_its_number(store: str, counter: Counter) -> None:
    plain = make.a_part(counter, "CAB-220", bin="A1", description="Cable, red")
    coded = with_barcode(counter, make.a_part(counter, "Z411"), "9300675024235")
    assert labels.of_part(counter, plain.id) == labels.PartToLabel(
        plain.id, "CAB-220", "Cable, red", "A1", "CAB-220", 1
    )
    assert labels.of_part(counter, coded.id).code == "9300675024235"
    with pytest.raises(Refused, match="no longer there"):
        labels.of_part(counter, coded.id + 1000)


def test_each_piece_that_came_gets_one_in_the_order_of_the_lines(counter: Counter) -> None:
    one, two = make.a_part(counter, "B-1"), make.a_part(counter, "A-1")
    hose = make.a_part(counter, "HOS-19", 0, whole_units=False, unit="metre")
    invoice = received(counter, (one, "3"), (two, "12"), (hose, "2.5"), (one, "2"))
    assert [(part.number, part.count) for part in labels.of_receipt(counter, invoice)] == [
        ("B-1", 5),
        ("A-1", 12),
        ("HOS-19", 1),
    ]


def test_nobody_gets_ten_thousand_labels(counter: Counter) -> None:
    clip = make.a_part(counter, "CLIP", 0)
    (part,) = labels.of_receipt(counter, received(counter, (clip, "9000")))
    assert part.count == MOST_LABELS


def test_what_is_only_saved_has_brought_nothing(counter: Counter) -> None:
    clip = make.a_part(counter, "CLIP", 0)
    draft = ReceiptDraft(
        creditor=make.a_creditor(counter), their_number="R-9", day=counter.today(), lines=[receiving.line_for(clip)]
    )
    saved = receiving.save(counter, draft)
    with pytest.raises(Refused, match="not processed"):
        labels.of_receipt(counter, saved.creditor_invoice_id)
