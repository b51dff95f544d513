"""The fields above an import: what the file holds, whose it is, and how it is read; it must not know what is in it."""

from __future__ import annotations

from typing import Final

from app.exchange.text_file import DELIMITERS, ENCODINGS
from app.rules.rows import ImportKind
from app.ui.kit import style
from app.ui.kit.bands import Head
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import Choice, TextField, Tick
from app.ui.kit.entry.lookup_field import LookupField
from app.ui.windows.shared import buying_find

_KINDS: Final[tuple[tuple[ImportKind, str], ...]] = (
    ("parts", "Parts"),
    ("debtors", "Debtors"),
    ("creditors", "Creditors"),
    ("stock", "Opening stock"),
)


class FileHead:
    """The fields in their band."""

    def __init__(self, context: Context, band: Head) -> None:
        self.kind = Choice("Contents", _KINDS, "What does the file hold? Up and Down choose.")
        self.file = TextField("File", "Type the name of the file, or choose it with Ctrl+O.", longest=1000)
        self.headings = Tick("First row is headings", "Space turns it. Without headings columns go by their numbers.")
        self.delimiter = Choice(
            "Separated by",
            (("", "recognised"), *((mark, word) for mark, word in DELIMITERS)),
            "What parts the columns of a text file? Recognised unless you choose.",
        )
        self.encoding = Choice(
            "Encoding",
            (("", "recognised"), *ENCODINGS),
            "If accents look wrong, choose the encoding that the file was written in.",
        )
        self.sheet = Choice("Sheet", (("", "–"),), "Which sheet of the spreadsheet?")
        self.how = style.label("", "muted", name="How the file is read")
        self.supplier = LookupField(
            "Supplier",
            buying_find.creditor_hits(context),
            "Whose price file is it? Code or name; F4 shows them all. Empty: nobody's.",
            missing="There is no supplier {text}. F4 shows them all.",
        )
        self.supplier_found = Elided("About the supplier", "muted")
        band.add("&Contents", self.kind)
        band.add("Supp&lier", self.supplier, self.supplier_found)
        band.add("&File", self.file, wide=True)
        band.add("", self.headings, self.how)
        band.add("&Separated by", self.delimiter, column=1)
        band.add("&Encoding", self.encoding, column=1)
        band.add("Shee&t", self.sheet, column=1)
