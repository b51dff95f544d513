"""Numbers as they are searched, phones as they are dialled, ABNs that are checked, codes that are free."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.rules.codes import KEY_LENGTH, checked_abn, is_email, next_code, phone_key, search_key
from app.rules.faults import Refused


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("CAB-220", "CAB220"),
        (" cab 220 ", "CAB220"),
        ("cab.220/a", "CAB220A"),
        ("Motör №5", "MOTORNO5"),
        ("ＣＡＢ２２０", "CAB220"),
        ("straße", "STRASSE"),
        ("Ж-5", "5"),
        ("шина", "ШИНА"),
        ("刹车片", "刹车片"),
        ("٣٤", "٣٤"),
        ("--/--", ""),
        ("", ""),
    ],
)
def test_spaces_dashes_dots_slashes_and_case_are_ignored(number: str, key: str) -> None:
    assert search_key(number) == key


@given(st.text(max_size=80))
@example("ŉ")
@example("ﷺ" * 20)
def test_a_key_searched_for_is_its_own_key(number: str) -> None:
    key = search_key(number)
    assert search_key(key) == key
    assert len(key) <= KEY_LENGTH


@given(st.text(max_size=80))
def test_letters_and_digits_are_never_lost_altogether(number: str) -> None:
    assert bool(search_key(number)) or not any(char.isalnum() for char in number)


@given(st.text("ABCxyz019", min_size=1, max_size=20), st.lists(st.sampled_from(" -./_"), min_size=20, max_size=20))
def test_a_number_is_found_however_it_is_broken_up(number: str, breaks: list[str]) -> None:
    broken = "".join(sign + char for sign, char in zip(breaks, number, strict=False))
    assert search_key(broken) == search_key(number) == number.upper()


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("0412 345 678", "0412345678"),
        ("+61 412 345 678", "0412345678"),
        ("+61 (0)412-345-678", "0412345678"),
        ("0011 61 412 345 678", "0412345678"),
        ("(02) 9999 1111", "0299991111"),
        ("13 61 00", "136100"),
        ("+64 21 123 456", "6421123456"),
        ("ask for Joe", ""),
    ],
)
def test_a_phone_number_is_one_however_it_is_written(phone: str, key: str) -> None:
    assert phone_key(phone) == key


@pytest.mark.parametrize("text", ["51824753556", "51 824 753 556", " 51-824-753-556 ", "518 247 535 56"])
def test_an_abn_is_written_in_one_way(text: str) -> None:
    assert checked_abn(text) == "51 824 753 556"


@pytest.mark.parametrize("text", ["", "  "])
def test_an_abn_may_be_missing(text: str) -> None:
    assert checked_abn(text) == ""


@pytest.mark.parametrize(
    "text", ["51 824 753 557", "5182475355", "518247535560", "abc", "٥١٨٢٤٧٥٣٥٥٦", "-", "0" * 5000]
)
def test_a_wrong_abn_is_refused_by_name(text: str) -> None:
    with pytest.raises(Refused, match="is no ABN") as refused:
        checked_abn(text)
    assert refused.value.field == "abn"
    assert len(refused.value.sentence) < 150


@given(st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_no_abn(place: int, by: int) -> None:
    digits = list("51824753556")
    digits[place] = str((int(digits[place]) + by) % 10)
    with pytest.raises(Refused, match="check digits do not fit"):
        checked_abn("".join(digits))


@pytest.mark.parametrize(
    ("existing", "name", "code"),
    [
        ([], "Miller & Sons", "MIL001"),
        (["MIL001", "CASH"], "Miller & Sons", "MIL002"),
        (["mil001", "MIL009"], "Miller & Sons", "MIL010"),
        (["mil009 "], "Miller & Sons", "MIL010"),
        (["MIL999"], "Miller & Sons", "MIL1000"),
        (["MIL", "MILX1", "MIL-3"], "Miller & Sons", "MIL001"),
        ([], "BP", "BP001"),
        ([], "É. Martin", "EMA001"),
        ([], "李", "李001"),
        ([], "", "1001"),
        ([], "!!", "1001"),
        (["CASH"], None, "1001"),
        (["0017", "0042", "CASH"], "Miller & Sons", "0043"),
        (["9", "0010"], "Miller & Sons", "0011"),
        (["7", "ABC001", "DEF001"], "Miller & Sons", "MIL001"),
        (["0999"], None, "1000"),
        (["0412345678"], None, "1001"),
        (["ABC001", "7"], None, "8"),
    ],
)
def test_the_next_code_goes_on_in_the_shops_own_manner(existing: list[str], name: str | None, code: str) -> None:
    assert next_code(existing, name) == code


codes = st.lists(st.from_regex(r"[A-Ca-c]{0,3}[0-9]{0,4}", fullmatch=True), max_size=30)


@given(codes, st.none() | st.text("ABC é1", max_size=8))
def test_the_next_code_is_free_and_so_is_the_one_after_it(existing: list[str], name: str | None) -> None:
    for _ in range(3):
        code = next_code(existing, name)
        assert code.upper() not in {each.upper() for each in existing}
        assert re.fullmatch(r"[A-Z0-9]+", code)
        existing = [*existing, code]


@pytest.mark.parametrize(
    ("address", "reachable"),
    [
        ("office@miller.com.au", True),
        ("a@b.c", True),
        ("x@", False),
        ("@b.c", False),
        ("a@b", False),
        ("a b@c.d", False),
    ],
)
def test_what_mail_can_reach(address: str, reachable: bool) -> None:
    assert is_email(address) is reachable
