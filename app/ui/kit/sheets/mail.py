"""A document by e-mail: with its PDF into the outbox or, where no server is set up, by this computer's own program.

It must not know what the document is about.

A link to a message cannot carry a file: then the sheet is saved as a PDF, and what is said names the file to attach.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import uuid4

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.printing.sheets import Facts, lay_out
from app.rules.faults import Refused, Unavailable
from app.rules.mail import PDF, XML, Letter, MailedFile
from app.rules.posted import OutFile
from app.services import again, mailing
from app.services.sales import documents
from app.ui.kit.context import Context
from app.ui.kit.sheets import ink
from app.ui.kit.sheets.paper import file_name

if TYPE_CHECKING:
    from app.ui.kit.window import TaskWindow


def send(window: TaskWindow, letter: Letter, facts: Facts) -> str:
    """E-mail a document, its sheet first among the files; a clause that tells what became of it.

    With a server it goes into the outbox, from which it is sent by itself; that it has gone is kept when it has. What
    cannot be put there has a *Retry* in `window`. Raises Refused when the address is none, it is on its way already or
    the PDF cannot be written, and Unavailable when it cannot even be made.
    """
    context = window.context
    counter = context.counter
    if not mailing.is_set_up(counter):
        return _by_hand(context, letter, facts)
    sheet = MailedFile(file_name(facts.title), PDF, ink.pdf(lay_out(facts, ink.measure), facts.title))
    whole = replace(letter, files=(sheet, *letter.files))
    key = uuid4().hex
    try:
        _put(context, whole, key)
    except Unavailable as fault:
        window.retry_later(fault, lambda: _put_again(window, whole, key))
        return "not in the outbox yet, Retry puts it there"
    return f"it goes to {letter.to} by e-mail"


def _put(context: Context, whole: Letter, key: str) -> None:
    counter = context.counter
    context.busy.wait(lambda: again.while_it_may_help(lambda: mailing.queue(counter, whole, key)))
    context.changes.tell("mail")


def _put_again(window: TaskWindow, whole: Letter, key: str) -> None:
    try:
        _put(window.context, whole, key)
    except Refused as fault:
        window.refuse(fault)
    except Unavailable as fault:
        window.retry_later(fault, lambda: _put_again(window, whole, key))
    else:
        window.say(f"{whole.document} goes to {whole.to} by e-mail.", "good")


def e_invoice(make: Callable[[], OutFile]) -> tuple[MailedFile, ...]:
    """The e-invoice that `make` makes, to go with the sheet; none where there can be none: a buyer without ABN."""
    try:
        made = make()
    except Refused:
        return ()
    return (MailedFile(made.name, XML, made.content),)


def _by_hand(context: Context, letter: Letter, facts: Facts) -> str:
    path = context.paper.file(facts)
    opened = open_message(letter.to, letter.subject, letter.body)
    how, counter = "e-mail" if opened else "pdf", context.counter
    context.busy.wait(lambda: documents.printed(counter, letter.document_kind, letter.document_id, letter.sheet, how))
    if not opened:
        return f"no program for e-mail answered; {path.name} is saved in {path.parent}"
    return f"a message to {letter.to or 'nobody yet'} is open; attach {path.name} from {path.parent}"


def open_message(to: str, subject: str, body: str) -> bool:
    """Open a new message with this text; False when no program for e-mail answers."""
    lines = "\r\n".join(body.splitlines())
    return QDesktopServices.openUrl(QUrl(f"mailto:{quote(to, safe='@')}?subject={quote(subject)}&body={quote(lines)}"))
