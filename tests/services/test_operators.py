"""Operators: who works here, PINs that nobody reads, roles as a shop has them, and never a shop without an owner."""

from __future__ import annotations

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from app import models
from app.rules.approving import Approve
from app.rules.faults import Refused
from app.rules.rights import DEFAULTS, Right
from app.services import operators, settings, setup
from app.services.counter import Counter
from app.services.masters import debtors
from app.services.operators import OperatorCard
from tests import make


def card_of(counter: Counter, code: str) -> OperatorCard:
    return next(each.card for each in operators.listed(counter) if each.card.code == code)


def kim(counter: Counter) -> OperatorCard:
    return card_of(counter, operators.people(counter)[0].code)


def test_the_first_start_leaves_one_owner_who_is_never_asked(counter: Counter) -> None:
    there = operators.people(counter)
    assert [(each.name, each.role, each.has_pin) for each in there] == [("Kim", "owner", False)]
    assert not operators.must_sign_on(counter)
    assert counter.operator.rights == frozenset(Right)


def test_a_second_person_or_a_pin_makes_the_desk_ask(counter: Counter) -> None:
    operators.set_pin(counter, counter.operator.id, "2468")
    assert operators.must_sign_on(counter)
    operators.set_pin(counter, counter.operator.id, "")
    assert not operators.must_sign_on(counter)
    operators.save(counter, OperatorCard(code="lee", name=" Lee  Brown "), None)
    assert operators.must_sign_on(counter)
    lee = card_of(counter, "LEE")
    assert (lee.name, lee.role, lee.active) == ("Lee Brown", "counter", True)
    operators.save(counter, replace(lee, active=False), lee)
    assert not operators.must_sign_on(counter)


def test_who_signs_on_has_the_rights_of_the_role(counter: Counter) -> None:
    pat = make.somebody(counter, "Pat", "parts manager", "1357")
    assert (pat.operator.name, pat.operator.rights) == ("Pat", DEFAULTS["parts manager"])
    debtors.save(pat, debtors.DebtorCard(code="A", name="A", kind="cash"), None)
    with counter.db.read() as session:
        who = session.scalar(select(models.Audit.operator_id).order_by(models.Audit.id.desc()))
    assert who == pat.operator.id


def test_a_pin_is_4_to_12_digits_and_nobody_reads_it(counter: Counter) -> None:
    for wrong in ("123", "1234567890123", "12a4", "１２３４", " 1234"):
        with pytest.raises(Refused) as refused:
            operators.set_pin(counter, counter.operator.id, wrong)
        assert refused.value.field == "pin"
    operators.set_pin(counter, counter.operator.id, "0042")
    with counter.db.read() as session:
        kept = session.scalars(select(models.Operator.pin)).one()
        told = "".join(session.scalars(select(models.Audit.facts)))
    assert kept.startswith("$argon2id$")
    assert "0042" not in kept
    assert kept not in told
    assert "argon2" not in told
    shown = [operators.listed(counter), operators.people(counter), operators.sign_on(counter, 1, "0042").operator]
    assert kept not in repr(shown)


def test_a_wrong_pin_is_refused_and_after_some_one_has_to_wait(counter: Counter) -> None:
    clock = counter.clock
    assert isinstance(clock, make.Clock)
    pat = make.somebody(counter, "Pat", pin="1357").operator.id
    for _ in range(operators.WRONG_BEFORE_WAITING):
        with pytest.raises(Refused, match="That is not Pat's PIN"):
            operators.sign_on(counter, pat, "9999")
    with pytest.raises(Refused, match="3 wrong PINs for Pat. Wait 5 seconds"):
        operators.sign_on(counter, pat, "1357")
    operators.sign_on(counter, counter.operator.id, "")  # nobody else has to wait
    clock.go_on(seconds=4)
    with pytest.raises(Refused, match="Wait 1 seconds"):
        operators.sign_on(counter, pat, "1357")
    clock.go_on(seconds=1)
    with pytest.raises(Refused, match="That is not Pat's PIN"):
        operators.sign_on(counter, pat, "9999")
    with pytest.raises(Refused, match="4 wrong PINs for Pat. Wait 10 seconds"):
        operators.sign_on(counter, pat, "1357")
    clock.go_on(seconds=10)
    operators.sign_on(counter, pat, "1357")
    with pytest.raises(Refused, match="That is not Pat's PIN"):
        operators.sign_on(counter, pat, "9999")  # and it begins anew


def test_a_clock_that_is_put_back_locks_nobody_out(counter: Counter) -> None:
    pat = make.somebody(counter, "Pat", pin="1357").operator.id
    for _ in range(5):
        with pytest.raises(Refused):
            operators.sign_on(counter, pat, "9999")
        counter.clock.go_on(seconds=11)  # type: ignore[attr-defined]
    counter.clock.go_on(days=-1)  # type: ignore[attr-defined]
    operators.sign_on(counter, pat, "1357")


def test_a_pin_that_was_not_typed_is_no_wrong_one(counter: Counter) -> None:
    pat = make.somebody(counter, "Pat", pin="1357").operator.id
    for _ in range(9):
        with pytest.raises(Refused, match="Type Pat's PIN"):
            operators.sign_on(counter, pat, "")
    operators.sign_on(counter, pat, "1357")


def test_everybody_changes_the_own_pin_with_the_old_one(counter: Counter) -> None:
    lee, pat = make.somebody(counter, "Lee", pin="1111"), make.somebody(counter, "Pat", pin="2222")
    with pytest.raises(Refused, match="That is not Lee's PIN"):
        operators.set_pin(lee, lee.operator.id, "3333", old="0000")
    operators.set_pin(lee, lee.operator.id, "3333", old="1111")
    operators.sign_on(counter, lee.operator.id, "3333")
    for another, pin in ((pat.operator.id, "4444"), (lee.operator.id, "")):
        with pytest.raises(Refused, match="Lee may not change operators"):
            operators.set_pin(lee, another, pin, old="3333")
    operators.sign_on(counter, pat.operator.id, "2222")


def test_nobody_without_the_right_changes_operators_or_roles(counter: Counter) -> None:
    manager = make.somebody(counter, "Pat", "parts manager")
    with pytest.raises(Refused, match="Pat may not change operators"):
        operators.save(manager, OperatorCard(code="X", name="X", role="owner"), None)
    with pytest.raises(Refused, match="Pat may not change operators"):
        operators.save_roles(manager, {("parts manager", Right.CHANGE_SETUP): True})
    assert [each.name for each in operators.people(counter)] == ["Kim", "Pat"]


def test_the_last_owner_stays(counter: Counter) -> None:
    was = kim(counter)
    for lost in (replace(was, active=False), replace(was, role="office")):
        with pytest.raises(Refused, match="Nobody would be left who may change operators"):
            operators.save(counter, lost, was)
    make.somebody(counter, "Pat", "owner")
    assert operators.save(counter, replace(was, role="office"), was).role == "office"
    with pytest.raises(Refused, match="Kim may not change operators"):
        operators.save(counter, OperatorCard(code="X", name="X"), None)


def test_the_shop_opens_with_an_owner_who_is_there(counter: Counter) -> None:
    make.somebody(counter, "Pat", "owner")
    was = kim(counter)
    operators.save(counter, replace(was, active=False), was)
    assert setup.open_counter(counter.db).operator.name == "Pat"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"code": ""}, "code"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"role": "king"}, "role"),
        ({"code": "lee"}, "code"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(counter: Counter, typed: dict[str, str], field: str) -> None:
    operators.save(counter, OperatorCard(code="LEE", name="Lee"), None)
    with pytest.raises(Refused) as refused:
        operators.save(counter, replace(OperatorCard(code="NEW", name="New"), **typed), None)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_two_people_change_one_operator(counter: Counter) -> None:
    operators.save(counter, OperatorCard(code="LEE", name="Lee"), None)
    was = card_of(counter, "LEE")
    operators.save(counter, replace(was, name="Lee Brown"), was)
    after = operators.save(counter, replace(was, role="office"), was)
    assert (after.name, after.role, after.version) == ("Lee Brown", "office", was.version + 2)
    assert operators.save(counter, after, after) == after


def test_a_shop_differs_from_the_programs_roles(counter: Counter) -> None:
    changed = {("counter", Right.SEE_COST): True, ("office", Right.GIVE_CREDIT): False}
    now = operators.save_roles(counter, changed)  # type: ignore[arg-type]
    assert now == operators.roles(counter)
    rights = {each.role: each.rights for each in now}
    assert rights["counter"] == {Right.SEE_COST}
    assert rights["office"] == DEFAULTS["office"] - {Right.GIVE_CREDIT}
    assert rights["owner"] == frozenset(Right)
    with pytest.raises(Refused, match="An owner may do everything"):
        operators.save_roles(counter, {("owner", Right.SEE_COST): False})
    with pytest.raises(Refused, match="Only an owner may change operators"):
        operators.save_roles(counter, {("office", Right.GIVE_CREDIT): True, ("office", Right.MANAGE_OPERATORS): True})
    assert operators.roles(counter) == now


def test_a_right_that_another_version_knows_is_left_alone(counter: Counter) -> None:
    with counter.work() as session:
        session.add(models.RoleRight(role="counter", right_to="FLY", granted=True))
    assert make.somebody(counter, "Lee").operator.rights == frozenset()
    operators.save_roles(counter, {("counter", Right.SEE_COST): True})
    with counter.db.read() as session:
        assert session.get(models.RoleRight, ("counter", "FLY")) is not None


def test_what_is_withdrawn_at_another_counter_holds_at_once(counter: Counter) -> None:
    office = make.somebody(counter, "Lee", "office")
    operators.save_roles(counter, {("office", Right.CHANGE_SETUP): True})
    assert not office.operator.may(Right.CHANGE_SETUP)  # as it was at sign-on
    settings.save(office, {"phone": "1"})
    assert operators.fresh(office).operator.may(Right.CHANGE_SETUP)
    operators.save_roles(counter, {("office", Right.CHANGE_SETUP): False})
    with pytest.raises(Refused, match="Lee may not change the set-up"):
        settings.save(office, {"phone": "2"})
    assert settings.load(counter).phone == "1"


def test_who_is_made_inactive_writes_nothing_more(counter: Counter) -> None:
    lee = make.somebody(counter, "Lee", pin="1357")
    was = next(each.card for each in operators.listed(counter) if each.card.name == "Lee")
    operators.save(counter, replace(was, active=False), was)
    with pytest.raises(Refused, match="Lee is no longer active"):
        debtors.save(lee, debtors.DebtorCard(code="A", name="A", kind="cash"), None)
    with pytest.raises(Refused, match="does not work here any more"):
        operators.sign_on(counter, lee.operator.id, "1357")
    assert operators.fresh(lee).operator.rights == frozenset()
    assert [each.name for each in operators.people(counter)] == ["Kim"]
    with counter.db.read() as session:
        assert session.scalar(select(models.Debtor.id).where(models.Debtor.code == "A")) is None


def test_who_could_approve(counter: Counter) -> None:
    make.somebody(counter, "Pat", "parts manager", "1357")
    make.somebody(counter, "Sam", "parts manager")
    make.somebody(counter, "Lee", "counter", "2468")
    assert [each.name for each in operators.who_may(counter, Right.SELL_BELOW_COST)] == ["Pat"]
    assert operators.who_may(counter, Right.GIVE_CREDIT) == ()


def test_an_approval_takes_the_pin_of_somebody_who_may(counter: Counter) -> None:
    pat = make.somebody(counter, "Pat", "parts manager", "1357").operator.id
    sam = make.somebody(counter, "Sam", "parts manager").operator.id
    lee = make.somebody(counter, "Lee", "counter", "2468").operator.id
    question = Approve(Right.SELL_BELOW_COST, "CAB-220 at 1.00.", ("MILLER",))
    approval = operators.approve(counter, question, pat, "1357")
    assert (approval.operator_id, approval.name, approval.right) == (pat, "Pat", Right.SELL_BELOW_COST)
    assert (approval.what, approval.facts) == (question.what, question.facts)
    for who, pin, said in (
        (pat, "1111", "That is not Pat's PIN"),
        (pat, "", "Type Pat's PIN"),
        (sam, "", "Sam has no PIN"),
        (lee, "2468", "Lee may not sell below cost. Ask somebody who may."),
        (99, "1357", "does not work here any more"),
    ):
        with pytest.raises(Refused, match=said):
            operators.approve(counter, question, who, pin)


def test_a_hash_that_is_broken_lets_nobody_in(counter: Counter) -> None:
    pat = make.somebody(counter, "Pat", pin="1357").operator.id
    with counter.db.engine.begin() as connection:
        connection.execute(text("UPDATE operator SET pin = 'nonsense' WHERE id = :id"), {"id": pat})
    with pytest.raises(Refused, match="That is not Pat's PIN"):
        operators.sign_on(counter, pat, "1357")


def test_no_record_of_this_service_has_a_place_for_a_hash() -> None:
    records = [thing for thing in vars(operators).values() if dataclasses.is_dataclass(thing)]
    assert records
    assert not {field.name for record in records for field in dataclasses.fields(record)} & {"pin", "hash", "password"}


def test_two_owners_who_part_with_each_other_at_once_leave_one(counter: Counter) -> None:
    pat = make.somebody(counter, "Pat", "owner")
    cards = {each.card.name: each.card for each in operators.listed(counter)}
    both = threading.Barrier(2)

    def lets_go(at: Counter, whom: str) -> str:
        both.wait(10)
        try:
            operators.save(at, replace(cards[whom], active=False), cards[whom])
        except Refused as fault:
            return fault.sentence
        return "done"

    with ThreadPoolExecutor(2) as threads:
        said = sorted(
            each.result() for each in [threads.submit(lets_go, counter, "Pat"), threads.submit(lets_go, pat, "Kim")]
        )
    assert len(operators.people(counter)) == 1
    assert len([each for each in said if each == "done"]) == 1
