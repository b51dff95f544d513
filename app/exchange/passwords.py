"""The password of the mail server, kept where this computer keeps secrets and nowhere else; it must not know its use.

It is kept for one server and one user, so that it never goes to another server.
"""

from __future__ import annotations

from typing import Final

import keyring
from keyring.errors import KeyringError, NoKeyringError, PasswordDeleteError

from app.rules.faults import Refused

_NAME: Final = "Parts Counter e-mail"
_NOWHERE: Final = (
    "This computer has no place to keep a password (on Linux a keyring such as GNOME Keyring or KWallet). "
    "Install one, then type the password in Setup, page E-mail."
)


def known(host: str, user: str) -> str:
    """The password for this user at this server; empty when none is kept.

    Raises Refused with the next step when this computer keeps no passwords, or does not open its keyring.
    """
    try:
        return keyring.get_password(_service(host), user) or ""
    except NoKeyringError:
        raise Refused(_NOWHERE, field="mail_password") from None
    except KeyringError as fault:
        raise Refused(_locked(fault), field="mail_password") from fault


def keep(host: str, user: str, password: str) -> None:
    """Keep it, or forget it when it is empty. Raises Refused like `known`; nothing was kept then."""
    try:
        if password:
            keyring.set_password(_service(host), user, password)
        else:
            keyring.delete_password(_service(host), user)
    except PasswordDeleteError:
        return  # there was none
    except NoKeyringError:
        raise Refused(_NOWHERE, field="mail_password") from None
    except KeyringError as fault:
        raise Refused(_locked(fault), field="mail_password") from fault


def _service(host: str) -> str:
    return f"{_NAME} {host.lower()}"


def _locked(fault: KeyringError) -> str:
    said = str(fault).strip() or "it is locked"
    return f"The keyring of this computer does not open: {said}. Unlock it and try again."
