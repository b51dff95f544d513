"""Every key and every menu entry of the program as one table; it must not know Qt or any window's class.

Menus, shortcuts, buttons, tool tips, the key bar and the F1 page are all made from these rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DESK: Final = "desk"

MENUS: Final = {"Window": "&Window", "Accounts": "&Accounts", "Parts": "&Parts", "Reports": "&Reports",
                "Setup": "Set&up", "Help": "&Help"}  # fmt: skip
"""The menus from left to right, with the Alt letter of each: no field's label in any window may use these letters."""

WINDOWS: Final = {
    "home": "app.ui.windows.home:Home",
    "parts_invoicing": "app.ui.windows.parts_invoicing.window:PartsInvoicing",
    "debtors": "app.ui.windows.debtors.window:Debtors",
    "creditors": "app.ui.windows.creditors.window:Creditors",
    "creditor_invoice": "app.ui.windows.creditor_invoice.window:CreditorInvoices",
    "creditor_credit": "app.ui.windows.creditor_credit.window:CreditorCredits",
    "creditor_payments": "app.ui.windows.creditor_payments.window:CreditorPayments",
    "stock_order": "app.ui.windows.stock_order.window:StockOrders",
    "backorders": "app.ui.windows.backorders.window:Backorders",
    "credits": "app.ui.windows.credits.window:Credits",
    "parts": "app.ui.windows.parts.window:Parts",
    "stock_adjustment": "app.ui.windows.stock_adjustment.window:StockAdjustments",
    "stocktake": "app.ui.windows.stocktake.window:Stocktakes",
    "journal": "app.ui.windows.journal.window:Journal",
    "day_end": "app.ui.windows.day_end.window:DayEnd",
    "price_groups": "app.ui.windows.price_groups.window:PriceGroups",
    "importing": "app.ui.windows.importing.window:Importing",
    "receipts": "app.ui.windows.receipts.window:Receipts",
    "statements": "app.ui.windows.statements.window:Statements",
    "mail": "app.ui.windows.mail.window:OutgoingMail",
    "handover": "app.ui.windows.handover.window:HandOver",
    "backups": "app.ui.windows.backups.window:Backups",
    "setup": "app.ui.windows.setup.window:Setup",
    "sold": "app.ui.windows.sold.window:LinesSold",
    "history": "app.ui.windows.history.window:WhoDidWhat",
    "operators": "app.ui.windows.operators.window:Operators",
    "keys": "app.ui.windows.keys.window:DeskKeys",
}
"""The name by which a window is opened, and where its class is; it is imported when it is opened first."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done, and all the ways to it.

    `slot` is the method that does it, on the window of that scope or, for the desk, on the main window; instead of a
    slot `opens` may name a window and `facts` what it is opened with. `bar` puts it on the key bar. `commits` closes
    the open cell first, so that “7, F2” saves 7; a look-up on the field leaves it open.
    """

    id: str
    words: str
    keys: tuple[str, ...] = ()
    scope: str = DESK
    slot: str = ""
    menu: str = ""
    tip: str = ""
    bar: bool = False
    commits: bool = True
    opens: str = ""
    facts: tuple[tuple[str, object], ...] = ()


def _opens(words: str, key: str, opens: str, menu: str, tip: str = "", **facts: object) -> Command:
    name = "_".join((opens, *(str(value) for value in facts.values())))
    keys = (key,) if key else ()
    return Command(
        f"open.{name}", words, keys, menu=menu, tip=tip, opens=opens, facts=tuple(facts.items()), commits=False
    )


def _does(slot: str, words: str, *keys: str, menu: str = "", tip: str = "", bar: bool = False) -> Command:
    name = slot.removeprefix("do_")
    return Command(f"{DESK}.{name}", words, keys, slot=slot, menu=menu, tip=tip, bar=bar, commits=False)


DESK_COMMANDS: Final = (
    _opens("Debtor Master File", "Ctrl+1", "debtors", "Accounts/Debtors", "Debtors, their terms, ledger and lists"),
    _opens("Parts Invoicing", "Ctrl+2", "parts_invoicing", "Parts/Invoicing", "Write a parts invoice"),
    _opens("Creditor Master File", "Ctrl+3", "creditors", "Accounts/Creditors", "Suppliers and their terms"),
    _opens("Creditor Invoice", "Ctrl+4", "creditor_invoice", "Accounts/Creditors", "Receive goods and the bill"),
    _opens("Creditor Credit", "", "creditor_credit", "Accounts/Creditors", "Claims, goods sent back, rebates"),
    _opens("Creditor Payments", "", "creditor_payments", "Accounts/Creditors", "Pay a supplier"),
    _opens("Stock Order", "Ctrl+5", "stock_order", "Parts/Stock", "Order from a supplier"),
    _opens("Backorders", "Ctrl+6", "backorders", "Parts/Stock", "Every line that waits"),
    _opens("Stock Master File", "Ctrl+7", "parts", "Parts/Stock", "Parts, prices and movements"),
    _opens("Debtor Receipts", "Ctrl+8", "receipts", "Accounts/Debtors", "A debtor pays on account"),
    _opens("Statements", "", "statements", "Accounts/Debtors", "What debtors owe, by age: print, PDF, e-mail"),
    _opens("Day End", "", "day_end", "Accounts", "Count the till and close the day"),
    _opens("Journal", "", "journal", "Accounts", "What was posted, and the chart of accounts"),
    _opens("Hand-over to accounting", "", "handover", "Accounts", "Files for accounting, each document once"),
    _opens("Home", "Ctrl+0", "home", "Window", "The counter's day"),
    _opens("Quotes", "", "parts_invoicing", "Parts/Invoicing", "Write a quote; it reserves nothing", kind="quote"),
    _opens("Credits", "", "credits", "Parts/Invoicing", "Take back what was invoiced"),
    _opens("Stock Adjustment", "", "stock_adjustment", "Parts/Stock", "What was found or lost, with its reason"),
    _opens("Stocktake", "", "stocktake", "Parts/Stock", "Count bins and post what differs"),
    _opens("Price Groups", "", "price_groups", "Parts/Stock", "Discounts and mark-ups by group"),
    _opens("Import", "", "importing", "Parts/Stock", "Parts, debtors, creditors, opening stock from a file"),
    _opens("Backorders Ready to Invoice – ALL DEBTORS", "", "debtors", "Reports", query="ready"),
    _opens("Backorders waiting", "", "debtors", "Reports", query="waiting"),
    _opens("Promises running late", "", "debtors", "Reports", query="late"),
    _opens("Saved invoices", "", "debtors", "Reports", query="saved"),
    _opens("Invoices with deposits held", "", "debtors", "Reports", query="deposits_held"),
    _opens("Claims on suppliers", "", "creditors", "Reports", page="query"),
    _opens("Over credit limit", "", "debtors", "Reports", query="over_limit"),
    _opens("All debtors", "", "debtors", "Reports", query="debtors"),
    _opens("All parts", "", "parts", "Reports", "Every part by number", page="list"),
    _opens("Lines sold", "", "sold", "Reports", "What was sold and taken back in some days, line by line"),
    _opens("Lost sales", "", "debtors", "Reports", query="lost_sales"),
    _opens("Superseded, still in stock", "", "debtors", "Reports", query="superseded"),
    _opens("Superseded by a number not in the books", "", "debtors", "Reports", query="dangling"),
    _opens("Who did what", "", "history", "Reports", "What was posted and changed, by whom and when"),
    _opens("Outgoing E-mail", "", "mail", "Accounts", "Documents that are on their way, and what keeps them"),
    _opens("Settings", "", "setup", "Setup", "Shop, tax, backorders, printing"),
    _opens("Backups", "Ctrl+Shift+B", "backups", "Setup", "Make one, check one, restore one"),
    _opens("Operators", "", "operators", "Setup", "Who works here, PINs, and what each role may do"),
    _opens("Keys", "", "keys", "Setup", "What is pressed for what at this desk: to read, change and print"),
    _does("do_help", "Help", "F1", menu="Help", tip="This screen and its keys", bar=True),
    _does("do_tour", "Tour", menu="Help", tip="The backorder cycle, step by step, in a small shop of its own"),
    _does("do_about", "About Parts Counter", menu="Help"),
    _does(
        "do_print_failed",
        "Print again what failed",
        "Ctrl+Shift+P",
        menu="Window",
        tip="What a printer has taken and not printed",
    ),
    _does("do_menu", "Menu", "F10", tip="The menu", bar=True),
    _does("do_palette", "Any command or record…", "Ctrl+K", menu="Window", tip="By name"),
    _does("do_columns", "Columns…", menu="Window", tip="Which columns of this list you see, in which order, how wide"),
    _does("do_change_operator", "Change operator…", "Ctrl+Shift+O", menu="Window", tip="Somebody else works here"),
    _does("do_lock", "Lock the desk", "Ctrl+Shift+L", menu="Window", tip="Until somebody signs on; all tabs stay"),
    _does("do_close_tab", "Close this tab", "Ctrl+W", menu="Window"),
    _does("do_next_tab", "Next tab", "Ctrl+Tab", "Ctrl+PgDown", menu="Window"),
    _does("do_previous_tab", "Previous tab", "Ctrl+Shift+Tab", "Ctrl+PgUp", menu="Window"),
    _does("do_quit", "Quit", "Ctrl+Q", menu="Window"),
)

_SHARED: Final = {
    "do_save": ("Save", ("F2",), "Save what is on the screen"),
    "do_find": ("Find part", ("F3",), "Find a part by number or by words of its description"),
    "do_lookup": ("Look up", ("F4",), "Look up on this field"),
    "do_back_orders": ("Back Orders", ("F5", "Alt+B"), "Back orders of this debtor or this part"),
    "do_lost_sale": ("Lost sale", ("F6",), "Record a lost sale"),
    "do_price": ("Price", ("F7",), "Price, margin, cost and last sales"),
    "do_alternates": ("Alternates", ("F8",), "Alternates and what superseded it"),
    "do_recall": ("Recall", ("F9",), "Recall a saved document"),
    "do_stock_card": ("Stock card", ("F11",), "On hand, committed, allocated, on order, who waits"),
    "do_finalise": ("Finalise", ("F12",), "Finalise and print"),
    "do_import": ("Import", ("F12",), "Bring every good row in"),
    "do_process": ("Process", ("F12",), "Process what is on the screen"),
    "do_new": ("New", ("Ctrl+N",), "An empty screen"),
    "do_delete_line": ("Delete line", ("Ctrl+Del",), "Delete this line"),
    "do_restore_line": ("Restore line", ("Ctrl+Shift+Z",), "Bring the deleted line back"),
    "do_note": ("Note", ("Ctrl+M",), "A note beneath this line"),
    "do_print": ("Print", ("Ctrl+P",), "Print again, or save as PDF"),
    "do_export": ("Export CSV", ("Ctrl+E",), "Write this list into a CSV file"),
    "do_next_code": ("Get Next Code", ("Ctrl+G",), "Propose the next free code"),
    "do_inc_ex": ("Inc / ex GST", ("Ctrl+I",), "Show and type prices including or excluding GST"),
    "do_make_invoice": ("Make Invoice", ("Ctrl+Return", "Ctrl+Enter"), "Turn this quote into an invoice"),
    "do_release": ("Release Backorders", ("Ctrl+R",), "Open the next invoice with what is ready"),
    "do_delete": ("Delete saved", ("Ctrl+Shift+Del",), "Delete this saved document"),
    "do_get_back_orders": ("Get Back Orders", ("F5", "Alt+B"), "Propose what debtors wait for"),
    "do_suggest": ("Suggest", ("Ctrl+G",), "Fill from minimum and maximum"),
    "do_preview": ("Preview", ("F8",), "What processing will do, before it is done"),
    "do_credit": ("Credit", ("Ctrl+Shift+R",), "Take back something of this finalised invoice"),
    "do_credit_all": ("Take all back", ("F6",), "Take back everything that can still be credited"),
    "do_handed_over": ("Handed over", ("Ctrl+O",), "The customer has what is ready; or not after all"),
    "do_hold": ("Hold", ("Ctrl+H",), "Hold this backorder, or lift the hold"),
    "do_priority": ("Priority", ("Ctrl+Y",), "Give this backorder another place in the queue"),
    "do_promise": ("Promise", ("Ctrl+D",), "Until when it was promised"),
    "do_special": ("Special order", ("Ctrl+S",), "Bought for this customer: what is ordered for it is tied to it"),
    "do_cancel_backorder": ("Cancel", ("Ctrl+Shift+Del",), "The customer no longer wants it"),
    "do_allocate": ("Allocate", ("Ctrl+Shift+A",), "Give free stock to this backorder"),
    "do_unallocate": ("Un-allocate", ("Ctrl+Shift+U",), "Take its stock away, with a reason"),
    "do_take_other": (
        "Other number",
        ("F8",),
        "Wait for the number that superseded this one, or the old one again",
    ),
    "do_call_done": ("Call done", ("Ctrl+T",), "The customer has been told"),
    "do_invoice": ("Invoice", ("F12",), "Open its next invoice with what is ready"),
    "do_labels": ("Labels", ("Ctrl+B",), "Labels with barcode: for this part, its bin, or what came with this invoice"),
    "do_pick_list": ("Pick list", ("Ctrl+L",), "Print the pick list"),
    "do_why": ("Why?", ("F7",), "Why this line got stock or did not"),
    "do_choose_orders": ("Orders", ("F5",), "Choose the orders to receive"),
    "do_count": ("Count", ("F6",), "Everything received to 0; then scan what came"),
    "do_variances": ("Variances", ("F8",), "What was counted otherwise than it was, the largest value first"),
    "do_count_again": ("Count again", ("F6",), "Forget these counts; what is on hand now is what to compare with"),
    "do_abandon": ("Abandon", ("Ctrl+Shift+Del",), "Give this stocktake up; the stock stays as it is"),
    "do_close_short": ("Close short", ("Ctrl+Shift+C",), "Stop expecting what is still to come of this order"),
    "do_choose_file": ("Choose file", ("Ctrl+O",), "Choose the file to import"),
    "do_as_taken": ("As taken", ("F6",), "What was taken is there: nothing differs"),
    "do_autopay": ("AutoPay", ("F5",), "Pay the oldest first, earlier credits before the new money"),
    "do_pay_item": ("Pay item", ("F6",), "Pay this item as far as the money goes, or leave it open"),
    "do_send": ("Send", ("F12",), "Send what is ticked, each as its debtor wants it"),
    "do_email": ("E-mail", ("Ctrl+M",), "Send what is ticked by e-mail"),
    "do_save_pdf": ("Save PDF", ("Ctrl+S",), "Save what is ticked as PDF files"),
    "do_try_again": ("Try again", ("F6",), "Let this e-mail be sent again"),
    "do_address": ("Address", ("F7",), "Send this e-mail to another address"),
    "do_withdraw": ("Withdraw", ("Ctrl+Shift+Del",), "This e-mail shall not go any more"),
    "do_send_now": ("Send now", ("F12",), "Send everything that waits, and see what becomes of it"),
    "do_test_mail": ("Send a test", ("Ctrl+T",), "Save, and send a few words to the shop's own address"),
    "do_try_database": ("Try", ("F6",), "Whether there is a shop where the page Database says"),
    "do_use_database": ("Use it", ("F8",), "This desk works there from its next start"),
    "do_entries": ("Its entries", ("F7",), "Every entry of this account"),
    "do_choose_folder": ("Choose folder", ("Ctrl+O",), "Choose the folder that the files go into"),
    "do_hand_over": ("Export", ("F12",), "Write the files of what was not sent yet"),
    "do_write_again": ("Write again", ("F6",), "Write the files of this batch once more, as they were"),
    "do_mark_refused": ("Mark refused", ("F7",), "Accounting refused these documents, with the reason"),
    "do_send_again": ("Send again", ("F8",), "The next export takes these refused documents once more"),
    "do_claims": ("Claims", ("F5",), "What this supplier has billed and never sent, to tick"),
    "do_other": ("Other", ("F6",), "Something the supplier credits that is neither a claim nor goods"),
    "do_undo": ("Undo invoice", ("Ctrl+Shift+U",), "Take this processed creditor invoice back, with a reason"),
    "do_past": ("Past imports", ("F9",), "The price files that came in, and what became of each"),
    "do_take_back": ("Undo import", ("Ctrl+Shift+U",), "Take the last price file of this supplier back"),
    "do_pay": ("Pay, credit", ("F12",), "Pay this supplier; on a claim, write the supplier's credit"),
    "do_set_pin": ("Set PIN", ("F6",), "Give this person a PIN, or take it away"),
    "do_back_up": ("Back up now", ("F12",), "Make a backup of this moment; everybody goes on working"),
    "do_check_backup": ("Check", ("F6",), "Read this backup to its end, and show its figures beside those of now"),
    "do_other_file": ("Other file", ("F8",), "Restore a backup that lies somewhere else"),
    "do_restore": ("Restore", ("Ctrl+Shift+R",), "Put this backup in the place of the books"),
    "do_change_key": ("Change key", ("F12",), "Press another key for this"),
    "do_usual_key": ("Usual key", ("F6",), "Give this the key again that the profile gives it"),
    "do_reload": ("Reload", ("F5",), "Read everything again"),
    "do_history": ("History", ("Ctrl+H",), "Who changed this record, when, and what it was before"),
}
"""What several windows do, each with the same words and the same key everywhere."""

_OFF_THE_BAR: Final = frozenset({"do_new", "do_delete_line", "do_restore_line", "do_print", "do_inc_ex", "do_delete",
                                 "do_make_invoice", "do_next_code", "do_export", "do_call_done", "do_pick_list",
                                 "do_labels", "do_release", "do_close_short", "do_note", "do_promise", "do_special",
                                 "do_priority", "do_cancel_backorder", "do_handed_over", "do_credit", "do_undo",
                                 "do_abandon",
                                 "do_withdraw", "do_test_mail", "do_try_database", "do_use_database",
                                 "do_history", "do_restore", "do_other_file"})  # fmt: skip
_LEAVES_THE_CELL_OPEN: Final = frozenset({"do_find", "do_lookup", "do_stock_card", "do_price", "do_alternates"})

_LINES: Final = "do_delete_line do_restore_line"
_SCOPES: Final = {
    "home": "do_find do_reload do_stock_card",
    "parts_invoicing": "do_save do_find do_lookup do_back_orders do_lost_sale do_price do_alternates do_recall "
    f"do_stock_card do_finalise do_new {_LINES} do_note do_print do_inc_ex do_make_invoice do_release do_credit "
    "do_delete do_history",
    "debtors": "do_save do_find do_lookup do_back_orders do_stock_card do_invoice do_new do_next_code do_print "
    f"do_export do_call_done do_pick_list do_handed_over do_release do_cancel_backorder {_LINES} do_history",
    "creditors": "do_save do_find do_lookup do_stock_card do_pay do_new do_next_code do_print do_export do_history",
    "creditor_invoice": "do_save do_find do_lookup do_choose_orders do_count do_preview do_recall do_stock_card "
    f"do_process do_new {_LINES} do_delete do_undo do_print do_pick_list do_labels do_call_done do_release "
    "do_history",
    "creditor_credit": f"do_find do_lookup do_claims do_other do_recall do_stock_card do_process do_new {_LINES}",
    "creditor_payments": "do_find do_lookup do_autopay do_pay_item do_recall do_stock_card do_process do_new do_print",
    "stock_order": "do_save do_find do_lookup do_get_back_orders do_recall do_stock_card do_finalise do_suggest do_new "
    f"{_LINES} do_print do_delete do_close_short",
    "backorders": "do_find do_reload do_why do_stock_card do_invoice do_hold do_priority do_promise do_special "
    "do_allocate do_unallocate do_take_other do_call_done do_cancel_backorder do_pick_list do_handed_over do_release "
    "do_print do_export",
    "credits": "do_find do_lookup do_credit_all do_recall do_stock_card do_process do_new do_print",
    "parts": "do_save do_find do_lookup do_back_orders do_alternates do_stock_card do_new do_print do_labels "
    "do_export do_history",
    "stock_adjustment": f"do_find do_lookup do_recall do_stock_card do_process do_new {_LINES} do_print do_history",
    "stocktake": "do_find do_lookup do_reload do_count_again do_variances do_recall do_stock_card do_process do_new "
    "do_print do_export do_abandon",
    "price_groups": f"do_save do_find do_stock_card do_new do_delete {_LINES} do_history",
    "day_end": "do_find do_reload do_as_taken do_recall do_stock_card do_process do_print do_history",
    "journal": "do_save do_find do_reload do_entries do_stock_card do_new do_print do_export do_history",
    "importing": "do_find do_lookup do_preview do_past do_stock_card do_import do_choose_file do_new do_export "
    "do_take_back",
    "receipts": "do_find do_lookup do_autopay do_pay_item do_stock_card do_process do_new do_print",
    "statements": "do_find do_reload do_stock_card do_send do_print do_email do_save_pdf do_export",
    "mail": "do_find do_reload do_try_again do_address do_stock_card do_send_now do_withdraw do_print do_export",
    "handover": "do_find do_reload do_write_again do_mark_refused do_send_again do_stock_card do_hand_over "
    "do_choose_folder do_export",
    "operators": f"do_save do_find do_lookup do_set_pin do_reload do_stock_card {_LINES} do_history",
    "backups": "do_find do_reload do_check_backup do_other_file do_stock_card do_back_up do_restore do_choose_folder "
    "do_export",
    "sold": "do_find do_reload do_stock_card do_print do_export",
    "history": "do_find do_reload do_stock_card do_print do_export",
    "keys": "do_find do_usual_key do_stock_card do_change_key do_print do_export",
    "setup": "do_save do_find do_try_database do_use_database do_stock_card do_test_mail do_history",
}
"""What each window does, in the order of its key bar and of the Window menu."""


def _shared(scope: str, slot: str) -> Command:
    words, keys, tip = _SHARED[slot]
    return Command(f"{scope}.{slot.removeprefix('do_')}", words, keys, scope, slot, tip=tip,
                   bar=slot not in _OFF_THE_BAR, commits=slot not in _LEAVES_THE_CELL_OPEN)  # fmt: skip


TABLE: Final = (
    *DESK_COMMANDS,
    *(_shared(scope, slot) for scope, slots in _SCOPES.items() for slot in slots.split()),
)

FIELD_KEYS: Final = (
    ("Tab, Enter", "next field; past the last cell: next line"),
    ("Shift+Tab", "back to any field or cell"),
    ("Esc", "back one step; the draft is kept"),
    ("Ctrl+Z", "undo within the field"),
    ("12*ABC", "in a part cell: quantity 12 of ABC"),
    ("; text", "in a part cell of an invoice: a comment line"),
    ("+20, -10", "in a price cell: margin 20\u00a0%, discount 10\u00a0%"),
    ("Ctrl+C, Ctrl+Shift+E", "copy the cell or the row; everything, with headings, for a spreadsheet"),
    ("Ctrl+V", "rows of a spreadsheet, part and quantity, become lines"),
    ("5, 5 dec, +7, tom", "in a date: the 5th, 5 December, in 7 days, tomorrow"),
)
"""What the fields themselves understand; for the F1 page."""


def for_scope(scope: str) -> tuple[Command, ...]:
    """The commands of one window, or of the desk, in the order in which they are shown."""
    return tuple(command for command in TABLE if command.scope == scope)


def key_words(key: str) -> str:
    """A key as it is printed on keyboards and in the shop's handbook."""
    return key.replace("Return", "Enter").replace("PgDown", "PgDn")
