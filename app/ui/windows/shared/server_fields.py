"""The fields that name a database on a server, with the look whether it is there; it must not know who chooses it."""

from __future__ import annotations

from app.db.addresses import USUAL_PORT, ServerPlace, address_of, place_of, with_password
from app.rules.faults import Refused
from app.services import stores
from app.services.stores import Tried
from app.ui.kit.busy import Busy
from app.ui.kit.entry.fields import LineField, TextField, WholeField
from app.ui.windows.shared.password_field import PasswordField

_HIGHEST_PORT = 65535
_LONGEST_NAME = 63
"""Letters of a name on a PostgreSQL server."""
KEPT = "Kept in this computer's keyring and nowhere else; empty leaves it as it is."


class ServerFields:
    """Server, port, database, user and password, each a field under its name in `fields`."""

    def __init__(self) -> None:
        self.host = TextField("Server", "The computer that the shop's books are on, for instance shopserver.")
        self.port = WholeField("Port", "5432, unless you were told another one.", smallest=1, largest=_HIGHEST_PORT)
        self.database = TextField("Database", "Its name on that server, for instance parts.", longest=_LONGEST_NAME)
        self.user = TextField("User", "As whom this desk signs on to the server.", longest=_LONGEST_NAME)
        self.password = PasswordField("Password", KEPT)
        self.port.value = USUAL_PORT
        self.fields: dict[str, LineField] = {
            "host": self.host,
            "port": self.port,
            "database": self.database,
            "user": self.user,
            "password": self.password,
        }

    def show(self, place: ServerPlace) -> None:
        """Put a place into the fields; a password is never shown."""
        self.host.value, self.port.value = place.host, place.port
        self.database.value, self.user.value = place.database, place.user
        self.password.value = ""

    @property
    def address(self) -> str:
        """Of what the fields name, without the password. Raises Refused with the field that is missing."""
        for name in ("host", "port", "database", "user"):
            if self.fields[name].value in ("", None):
                words = self.fields[name].accessibleName()
                raise Refused(f"{words} is missing. {self.fields[name].prompt}", field=name)
        place = ServerPlace(self.host.value, self.port.value, self.database.value, self.user.value)
        if not _is_read_as(place):
            raise Refused(f"“{place.host}” is no name of a server. {self.host.prompt}", field="host")
        return address_of(place)

    @property
    def address_to_connect(self) -> str:
        """The same with the password that was typed, if one was; never to be kept."""
        typed = self.password.value
        return with_password(self.address, typed) if typed else self.address

    def tried(self, busy: Busy) -> Tried:
        """What there is, found out off the main thread under a window with Cancel. Raises Refused like `address`."""
        address = self.address_to_connect
        return busy.with_progress("Trying the server", lambda _move, cancelled: stores.try_server(address, cancelled))


def _is_read_as(place: ServerPlace) -> bool:
    """Whether its address means this very place."""
    try:
        return place_of(address_of(place)) == place
    except Refused:
        return False
