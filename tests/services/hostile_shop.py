"""A few days of a shop in which everything that somebody types, scans or pastes says the same hostile words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from app import models
from app import settings as declared
from app.exchange.mapping import matched
from app.exchange.tables import Table
from app.rules.drafts import InvoiceDraft, InvoiceLine, OrderDraft
from app.rules.entry import one_line
from app.rules.found import CreditorFound, DebtorFound, PartFound
from app.rules.mail import PDF, Letter, MailedFile
from app.rules.price_files import Choices
from app.rules.stocktaking import AdjustmentDraft, Scope, line_for
from app.rules.supplier_drafts import CreditorPays
from app.services import (
    accounts,
    backorder_history,
    backorder_lists,
    backorders,
    handing_over,
    lookup,
    mailing,
    operators,
    settings,
    supersession,
)
from app.services.buying import claims, creditor_credits, ordering, receiving, undoing
from app.services.counter import Counter
from app.services.masters import creditors, debtors, parts, price_groups
from app.services.money import creditor_payments, day_end, receipts
from app.services.price_files import bringing
from app.services.sales import credits, documents, invoicing, lost_sales
from app.services.stock import adjusting, stocktakes
from tests.make import a_part
from tests.services.all_kinds import answered
from tests.services.goods import loose, paper

D = Decimal
CODE, SHORT, NAME = 20, 60, 200
ABN = "53 004 085 616"


@dataclass
class Hostile:
    """Who and what there is in the shop, and the documents that were made."""

    counter: Counter
    words: str
    debtor: DebtorFound
    creditor: CreditorFound
    part: PartFound

    def typed(self, longest: int = SHORT) -> str:
        """The words, as many of them as the field takes."""
        return self.words[:longest]


def settled(counter: Counter, words: str) -> None:
    """Every setting that is a text says it."""
    said = {
        name: words
        for name, each in declared.DECLARED.items()
        if each.kind in ("text", "lines") and not name.startswith("mail_")
    }
    settings.save(counter, {**said, "charge_deposits": "always", "mail_name": words, "mail_from": "a@b.example"})


def opened(counter: Counter, words: str) -> Hostile:
    """The cards."""
    code = words[:CODE]
    accounts.save(counter, accounts.AccountCard(code=code, name=words[:80], kind="expense"), None)
    group = price_groups.save_group(counter, price_groups.GroupCard(code=code, name=words[:NAME]), None)
    structure = price_groups.save_structure(counter, price_groups.StructureCard(name=words[:80]), None)
    debtor = debtors.save(
        counter,
        debtors.DebtorCard(
            code=code,
            name=words[:NAME],
            contact=words[:NAME],
            phone=words[:SHORT],
            email="office@miller.example",
            abn=ABN,
            address=words,
            delivery_addresses=(words,),
            notes=words,
            use_backorders=True,
            backorder_mode="automatic",
            structure_id=structure.id,
        ),
        None,
    )
    creditor = creditors.save(
        counter,
        creditors.CreditorCard(
            code=code,
            name=words[:NAME],
            contact=words[:NAME],
            phone=words[:SHORT],
            address=words,
            our_account=words[:SHORT],
            notes=words,
        ),
        None,
    )
    numbers = tuple(parts.OtherNumber(kind, f"{kind} {words}"[:SHORT]) for kind in ("old", "supplier", "barcode"))
    part = a_part(
        counter,
        f"K5 {words}"[:SHORT],
        on_hand=2,
        description=words,
        unit=words[:20],
        bin=words[:30],
        superseded_by=f"K6 {words}"[:SHORT],
        notes=words,
        numbers=numbers,
        creditor_id=creditor.id,
        price_group_id=group.id,
    )
    operators.save(counter, operators.OperatorCard(code=code, name=words[:80]), None)
    assert debtor.id and creditor.id
    return Hostile(counter, words, lookup.debtor(counter, debtor.id), lookup.creditor(counter, creditor.id), part)


def lived(shop: Hostile, folder: Path) -> None:
    """Sales of all kinds, what waits, what is bought, money, stock, the till, accounting and e-mail."""
    invoice_id = _sold(shop)
    _waits(shop)
    _bought(shop)
    _listed(shop)
    _paid(shop)
    _counted(shop)
    _handed_over(shop, invoice_id, folder)


def a_draft(shop: Hostile, ordered: str, debtor: DebtorFound | None = None) -> InvoiceDraft:
    """An invoice with a line of the part, a charge and a comment; all of it in those words."""
    counter, words = shop.counter, shop.words
    debtor = debtor or shop.debtor
    freight = lookup.exact_part(counter, "FREIGHT")[0]
    draft = InvoiceDraft(
        debtor=debtor,
        name=shop.typed(NAME),
        phone=shop.typed(),
        address=words,
        customer_order=shop.typed(),
        delivery_address=words,
        salesperson=shop.typed(80),
    )
    draft.lines = [
        invoicing.line_for(counter, lookup.part(counter, shop.part.id), debtor, D(ordered)),
        invoicing.line_for(counter, freight, debtor, D(1)),
        InvoiceLine(kind="comment", description=words),
    ]
    for line in draft.lines:
        line.note = words
    draft.lines[0].description = words
    draft.lines[0].price_was, draft.lines[0].price = draft.lines[0].price, D("99.0000")
    return draft


def _sold(shop: Hostile) -> int:
    """On account with a backorder, to a walk-in, as an order, as a quote; and one credit."""
    counter = shop.counter
    sold = answered(lambda said: invoicing.finalise(counter, a_draft(shop, "5"), said))
    walk_in = lookup.find_debtors(counter, "CASH")[0]
    cash = a_draft(shop, "0", walk_in)
    cash.lines = cash.lines[1:]
    answered(lambda said: invoicing.finalise(counter, cash, said))
    answered(lambda said: invoicing.save(counter, a_draft(shop, "2"), said))
    quote = a_draft(shop, "2")
    quote.kind = "quote"
    answered(lambda said: invoicing.save(counter, quote, said))
    lost_sales.record(counter, shop.part, shop.debtor, D(1), D("99.0000"), "price")
    credit = credits.begin(counter, sold.invoice_id)
    credit.reason = shop.typed(NAME)
    credit.lines[0].quantity = D(1)
    answered(lambda said: credits.post(counter, credit, said))
    for facts in (documents.invoice_facts, documents.packing_slip, documents.backorder_note, documents.pick_list):
        facts(counter, sold.invoice_id)
    return sold.invoice_id


def _waits(shop: Hostile) -> None:
    """Held, given stock, taken away again, cancelled in part: each for that reason."""
    counter, why = shop.counter, shop.typed(NAME)
    waiting = backorder_lists.every(counter)[0].id
    backorders.hold(counter, waiting, why)
    backorders.lift(counter, waiting)
    with_stock = [each for each in backorder_lists.every(counter) if each.allocated]
    for each in with_stock:
        backorders.unallocate(counter, each.id, D(1), why)
        backorders.lift(counter, each.id)
        break
    answered(lambda said: backorders.cancel(counter, waiting, D(1), why, said))
    backorders.hold(counter, waiting, why)
    _take_the_new_number(shop)
    backorder_history.history(counter, waiting)


def _take_the_new_number(shop: Hostile) -> None:
    """One that has nothing yet waits for the number that takes the place of its own."""
    new = a_part(shop.counter, parts.open_card(shop.counter, shop.part.id).superseded_by, on_hand=0)
    waiting = [each for each in backorder_lists.every(shop.counter) if not each.allocated and not each.on_saved_order]
    supersession.take_new(shop.counter, waiting[0].id)
    assert [each.id for each in backorder_lists.every(shop.counter, part_id=new.id)] == [waiting[0].id]


def _bought(shop: Hostile) -> None:
    """An order of which the rest is closed, a bill with a claim, one that is undone, and the supplier's credit."""
    counter, words, creditor = shop.counter, shop.words, shop.creditor
    order = OrderDraft(creditor=creditor, their_reference=shop.typed(), delivery=words, notes=words)
    order.lines = [ordering.line_for(counter, creditor, lookup.part(counter, shop.part.id), D(9))]
    order.lines[0].supplier_number, order.lines[0].description = shop.typed(), words
    sent = answered(lambda said: ordering.finalise(counter, order, said))
    ordering.facts(counter, sent.order_id)
    bill = paper(counter, creditor, shop.typed(), sent.order_id)
    bill.lines[0].billed, bill.lines[0].received, bill.lines[0].description = D(5), D(4), words
    answered(lambda said: receiving.process(counter, bill, said))
    with counter.db.read() as session:
        line_ids = session.scalars(select(models.StockOrderLine.id)).all()
    ordering.close_short(counter, sent.order_id, line_ids, shop.typed(NAME))
    wrong = loose(counter, creditor, "R2", (shop.part, 1, "60.0000"))
    undo_id = answered(lambda said: receiving.process(counter, wrong, said)).creditor_invoice_id
    answered(lambda said: undoing.undo(counter, undo_id, shop.typed(NAME), said))
    back = creditor_credits.new(counter, creditor.id, [each.id for each in claims.listed(counter, creditor.id)])
    back.their_number, back.reason = f"C {words}"[:SHORT], shop.typed(NAME)
    other = creditor_credits.other_line(counter, words)
    other.amount = D("5.00")
    back.lines.append(other)
    answered(lambda said: creditor_credits.post(counter, back, said))


def _listed(shop: Hostile) -> None:
    """A price file of the supplier with a new part, and one that changes its words."""
    heading = f"Text {shop.words}"
    for text in (f"first {shop.words[:400]}", f"then {shop.words[:400]}"):
        rows = (("Number", heading), ("K9", one_line(text)))
        table = Table(shop.typed(NAME), lambda rows=rows: iter(rows), sha256="x")  # type: ignore[misc]
        matching = matched("parts", 2, rows[0], [("description", "2")])
        file = bringing.of_file(shop.counter, table, matching, Choices(), shop.creditor.id)
        assert file.bring_in() is not None
        file.close()


def _paid(shop: Hostile) -> None:
    """Money from the debtor, to the creditor, and a till that does not agree."""
    counter = shop.counter
    pays = receipts.DebtorPays(shop.debtor.id, D("50.00"), note=shop.typed(NAME))
    answered(lambda said: receipts.post(counter, pays, said))
    creditor_payments.post(counter, CreditorPays(shop.creditor.id, D("20.00"), reference=shop.typed()))
    taken = day_end.today(counter).taken
    counts = tuple(day_end.Count(each.kind, each.taken + 1, shop.typed(NAME)) for each in taken)
    answered(lambda said: day_end.close(counter, day_end.DayEndDraft(counts), said))


def _counted(shop: Hostile) -> None:
    """An adjustment, and a stocktake that is begun."""
    counter = shop.counter
    lines = [line_for(lookup.part(counter, shop.part.id), D(3))]
    lines[0].note = shop.typed(NAME)
    answered(lambda said: adjusting.post(counter, AdjustmentDraft(reason=shop.typed(NAME), lines=lines), said))
    stocktakes.start(counter, Scope(first=shop.typed(20)), "count")


def _handed_over(shop: Hostile, invoice_id: int, folder: Path) -> None:
    """Every format, a document that accounting refuses, and an e-mail."""
    counter = shop.counter
    for format in ("xero", "myob", "quickbooks", "beancount", "hledger", "pint"):
        handing_over.export(counter, format, folder)  # type: ignore[arg-type]
    refused = [each.id for each in handing_over.documents(counter, "xero")][:1]
    handing_over.refuse(counter, "xero", refused, shop.words)
    name = f"{shop.words}.pdf"
    letter = Letter(
        "invoice", invoice_id, "Invoice", "tax invoice", "office@miller.example", shop.words, shop.words,
        (MailedFile(name, PDF, b"%PDF"),),
    )  # fmt: skip
    mail_id = mailing.queue(counter, letter)
    mailing.change_address(counter, mail_id, "other@miller.example")
