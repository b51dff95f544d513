"""Passwords of servers, kept where this computer keeps secrets and nowhere else; it must not know who uses them.

Each is kept for one server and one user, so that it never goes to another server. The keyring is loaded with the first
password that is wanted: a shop in a file that sends no e-mail wants none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.rules.faults import Refused

_NOWHERE: Final = "This computer has no place to keep a password (on Linux a keyring such as GNOME Keyring or KWallet)."


@dataclass(frozen=True, slots=True)
class Use:
    """What a password is for: its name in the keyring, the field it is typed in, what to do where none can be kept."""

    name: str
    field: str
    without: str


MAIL: Final = Use("Parts Counter e-mail", "mail_password", "Install one, then type the password in Setup, page E-mail.")
DATABASE: Final = Use("Parts Counter database", "password", "It will be asked for at each start.")


def known(host: str, user: str, use: Use = MAIL) -> str:
    """The password for this user at this server; empty when none is kept.

    Raises Refused with the next step when this computer keeps no passwords, or does not open its keyring.
    """
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        return keyring.get_password(_service(host, use), user) or ""
    except NoKeyringError:
        raise Refused(f"{_NOWHERE} {use.without}", field=use.field) from None
    except KeyringError as fault:
        raise Refused(_locked(fault), field=use.field) from fault


def keep(host: str, user: str, password: str, use: Use = MAIL) -> None:
    """Keep it, or forget it when it is empty. Raises Refused like `known`; nothing was kept then."""
    import keyring
    from keyring.errors import KeyringError, NoKeyringError, PasswordDeleteError

    try:
        if password:
            keyring.set_password(_service(host, use), user, password)
        else:
            keyring.delete_password(_service(host, use), user)
    except PasswordDeleteError:
        return  # there was none
    except NoKeyringError:
        raise Refused(f"{_NOWHERE} {use.without}", field=use.field) from None
    except KeyringError as fault:
        raise Refused(_locked(fault), field=use.field) from fault


def _service(host: str, use: Use) -> str:
    return f"{use.name} {host.lower()}"


def _locked(fault: Exception) -> str:
    said = str(fault).strip() or "it is locked"
    return f"The keyring of this computer does not open: {said}. Unlock it and try again."
