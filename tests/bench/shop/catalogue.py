"""What stands in a big shop's lists: numbers, descriptions and names as the trade writes them; it knows no table.

Everything follows from the place in the list, so the same shop is made every time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final


def _each(*lines: str) -> tuple[str, ...]:
    """Lines of things with bars between them, as a tuple."""
    return tuple("|".join(lines).split("|"))


_FILTERS = "Oil filter|Air filter|Fuel filter|Cabin filter|Hydraulic filter|Transmission filter kit"
_BRAKES = "Brake pad set|Brake disc|Brake shoe set|Brake hose|Wheel cylinder|Brake caliper|Handbrake cable|ABS sensor"
_ENGINE = (
    "Timing belt kit|Water pump|Head gasket|Valve cover gasket|Engine mount|Piston ring set|Oil pump|Sump plug|"
    "Camshaft sensor|Thermostat housing|Glow plug|Spark plug|Ignition coil|Injector|Turbocharger|EGR valve"
)
_CHASSIS = (
    "Ball joint|Tie rod end|Control arm|Control arm bush|Shock absorber|Coil spring|Leaf spring shackle|"
    "Stabiliser link|Wheel bearing kit|Hub assembly|CV joint kit|Drive shaft|King pin set|Steering damper"
)
_OTHER = (
    "Clutch kit|Release bearing|Flywheel|Radiator|Radiator hose|Heater core|Fan clutch|Alternator|Starter motor|"
    "Battery|Head lamp|Tail lamp|Indicator switch|Mirror glass|Door handle|Window regulator|Wiper blade|Fuel pump|"
    "Fuel cap|Exhaust muffler|Catalytic converter|Oxygen sensor|Air dryer cartridge|Slack adjuster|"
    "Fifth wheel jaw|Mud flap"
)
_FITTED: Final = _each(_FILTERS, _BRAKES, _ENGINE, _CHASSIS, _OTHER)
_PLACES: Final = _each("front|rear|front left|front right|rear left|rear right|upper|lower|inner|")
_VEHICLES: Final = _each(
    "Toyota Hilux|Toyota Landcruiser 79|Toyota Hiace|Toyota Corolla|Ford Ranger|Ford Falcon|Ford Territory",
    "Ford Transit|Holden Commodore|Holden Colorado|Holden Rodeo|Mazda BT-50|Mazda 3|Mazda CX-5|Nissan Navara",
    "Nissan Patrol|Nissan X-Trail|Mitsubishi Triton|Mitsubishi Pajero|Mitsubishi Canter|Isuzu D-Max|Isuzu NPR",
    "Isuzu FVR|Hino 300|Hino 500|Fuso Fighter|Hyundai iLoad|Hyundai i30|Kia Sportage|Subaru Forester",
    "Subaru Outback|VW Amarok|VW Golf|VW Transporter|Volvo FH|Volvo FM|Scania R|Scania G|Mercedes Sprinter",
    "Mercedes Actros|MAN TGX|DAF XF|Kenworth T610|Mack Trident|Iveco Daily|Iveco Stralis|John Deere 6120",
    "John Deere 7R|Case Maxxum|New Holland T7|Massey Ferguson 5700|Kubota M7|Caterpillar 320|Komatsu PC200",
    "Bobcat S650|JCB 3CX|Cummins ISX|Cummins 6BT|Detroit DD15|Perkins 1104",
)
_ENGINES: Final = ("1.8", "2.0", "2.4D", "2.8TD", "3.0 V6", "3.2TDCi", "4.0", "4.2D", "5.9", "12.8", "15L", "2.5 CRD")
_BOLTS: Final = (6, 8, 10, 12, 14, 16, 20, 24)
_GRADES: Final = ("8.8", "10.9", "12.9", "A2", "A4")
_FINISHES: Final = ("zinc", "plain", "galvanised", "black")
_BELT_KINDS: Final = ("V-belt", "Cogged V-belt", "Poly belt", "Fan belt")
_SEALS: Final = ("NBR", "FKM", "Viton", "silicone")
_BEARINGS: Final = ("6205", "6306", "32210", "30206", "NU210", "UCP208", "LM11949", "6004")
_SURNAMES: Final = _each(
    "Harris|Nguyen|Miller|O'Brien|Singh|Walker|Kowalski|Papadopoulos|Chen|Murphy|Schmidt|Rossi|Taylor|Evans|Wright|"
    "Campbell|Fraser|Doyle|Barnes|Lang|Moretti|Hughes|Patel|Kelly|Watson|Brown|Martin|Reid|Bell|Stewart"
)
_TRADES: Final = _each(
    "Motors|Diesel|Transport|Earthmoving|Auto Electrics|Panel Works|Haulage|Tractors|Crash Repairs|4x4|Mechanical|"
    "Truck Repairs|Farms|Engineering|Hire|Contracting|Coaches|Logging|Quarries|Dairy"
)
_TOWNS: Final = _each("Ballarat|Bendigo|Dubbo|Cairns|Mildura|Albury|Toowoomba|Geelong|Mackay|Orange")
_LETTERS: Final = "ABCDEFGHJKLMNPRSTVWXYZ"
_PRIME: Final = 9_999_991
_STRIDE: Final = 7_368_787


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of the list: `maker` is a number from 0, amounts are cents."""

    number: str
    description: str
    maker: int
    list_price: int
    cost: int


MAKERS: Final = 40


def maker_name(maker: int) -> str:
    """Who makes or brings the parts: the creditor whose list it is."""
    return f"{_SURNAMES[maker % len(_SURNAMES)]} {('Wholesale', 'Bearings', 'Truck Parts', 'Imports')[maker % 4]}"


def debtor_name(place: int) -> str:
    """Somebody who has an account: two may be called the same."""
    surname, trade = _SURNAMES[place * 7 % len(_SURNAMES)], _TRADES[place * 11 % len(_TRADES)]
    return f"{surname} {trade}{f' {_TOWNS[place % len(_TOWNS)]}' if place % 3 == 0 else ''}"


def listed(place: int, chance: Random) -> Listed:
    """The part at this place of the list; `chance` is one run of numbers over the whole list."""
    maker = place % MAKERS
    # list prices in whole ten cents, so that 10 % GST is whole cents on every line
    price = int(10 ** chance.uniform(0.6, 3.2)) * 10 + 50
    return Listed(_number(place, maker), _description(chance), maker, price, price * 6 // 10)


def _number(place: int, maker: int) -> str:
    """Of digits that no other place has, in the manner of its maker."""
    if place % 1000 == 999:  # two real numbers that are one once punctuation is dropped
        digits = f"{place - MAKERS:07d}"
        return f"{digits[:4]}-{digits[4:]}"
    if place % 1000 == 999 - MAKERS:
        return f"{place:07d}"
    digits = f"{(place + 1) * _STRIDE % _PRIME:07d}"
    return _SHAPES[maker % len(_SHAPES)](digits, _LETTERS[maker % len(_LETTERS)])


_SHAPES: Final[tuple[Callable[[str, str], str], ...]] = (
    lambda d, a: f"{d[:5]}-{a}{d[5:]}D3",
    lambda d, _: f"1 987 {d[:3]} {d[3:]}",
    lambda d, a: f"{a}F-{d[:4]}.{d[4:]}",
    lambda d, a: f"W{a}O/{d}",
    lambda d, a: f"{a}{d}",
    lambda d, _: f"00{d[:1]} {d[1:4]} {d[4:6]} {d[6:]}9",
    lambda d, a: f"{a} {d[:3]} {d[3:6]} {d[6:]}109",
    lambda d, _: f"23.{d[:3]}.{d[3:5]}-{d[5:]}",
    lambda d, a: f"{d}-2{a}S/C3",
    lambda d, a: f"LF{d}{a}",
    lambda d, a: f"{d[:3]}-{a}{d[3:]}",
)


def _description(chance: Random) -> str:
    kind = int(chance.random() * 10)
    pick = chance.choice
    if kind < 7:
        first = 1985 + int(chance.random() * 36)
        where = pick(_PLACES)
        years = f"{first}-{first + 1 + int(chance.random() * 11)}"
        return " ".join(filter(None, (pick(_FITTED), where, pick(_VEHICLES), pick(_ENGINES), years)))
    across = pick(_BOLTS)
    if kind == 7:
        return f"Hex bolt M{across}x{10 + 5 * int(chance.random() * 30)} {pick(_GRADES)} {pick(_FINISHES)}"
    if kind == 8:
        return f"{pick(_BELT_KINDS)} {across}x{400 + 25 * int(chance.random() * 100)} {pick(_VEHICLES)}"
    inner = 10 + int(chance.random() * 90)
    if chance.random() < 0.5:
        return f"Oil seal {inner}x{inner + 15}x{across} {pick(_SEALS)}"
    return f"Bearing {pick(_BEARINGS)} {inner}x{inner + 32}x{across} {pick(('2RS', 'ZZ', 'C3', 'open'))}"
