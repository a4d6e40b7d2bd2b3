"""What people call the units of a province."""

from chalicelib.province.province import Unit

OFFICE = "UBND "
_IN_FULL = "Ủy ban nhân dân "


def place_names(unit: Unit) -> list[str]:
    """What people call a commune: its full name, «phường X» shortened to «p X», old names."""
    assert unit.place is not None
    full = unit.name.removeprefix(OFFICE)
    short = [full.replace("phường ", "p ", 1)] if full.startswith("phường ") else []
    return [full, *short, *unit.place.aliases]


def office_names(unit: Unit) -> list[str]:
    """The full names of a unit, now and formerly, UBND abbreviated and in full."""
    names = [unit.name, *(former.name for former in unit.formerly)]
    return [*names, *(_IN_FULL + name.removeprefix(OFFICE) for name in names if name.startswith(OFFICE))]


def bare_names(unit: Unit) -> list[str]:
    """The names of a unit that may also be those of a place: «UBND» left out, and all names of a commune."""
    full = [name for name in office_names(unit) if name.startswith(OFFICE)]
    return [*(name.removeprefix(OFFICE) for name in full), *(place_names(unit) if unit.place else ())]
