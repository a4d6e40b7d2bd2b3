"""What the vault learns when somebody speaks: who they are, which petition is theirs, how else they are reached."""

from dataclasses import replace
from datetime import datetime

from chalicelib.identity.vault import Person, Vault
from chalicelib.intake import told
from chalicelib.intake.contact import learnt
from chalicelib.intake.scene import Scene
from chalicelib.ticket.life import Change

_MONTHS = 12
_EVERY_MONTH = 28  # the last day that every month has


def registered(vault: Vault, scene: Scene, change: Change, person: Person | None) -> None:
    """One call at the first contact and for every petition that becomes theirs; one more when a contact was given.

    person  what is known beyond the platform id, from a form
    """
    code = _become_theirs(scene, change)
    if scene.first or code:
        known = person or told.person(scene.province, scene.heard, scene.citizen.id)
        if any("consent" in notice.facts for notice in change.notices):
            version = scene.province.messaging.consent.version
            known = replace(known, consent=version, consented_at=scene.at)
        months = scene.province.messaging.retention.identity_months
        vault.remember(known, code, months_later(scene.at, months))
    if scene.given and (fields := learnt(scene.given)):
        vault.learn(scene.province.slug, scene.citizen.id, **fields)


def _become_theirs(scene: Scene, change: Change) -> str:
    """The code of the petition they have just opened, or to which their chat was linked."""
    ticket, before, alias = change.ticket, change.before, scene.citizen.id
    return ticket.code if ticket and (before is None or ticket.chat == alias != before.chat) else ""


def months_later(moment: datetime, months: int) -> datetime:
    """The same day of a later month, or the 28th where that month may not have it."""
    years, month = divmod(moment.month - 1 + months, _MONTHS)
    return moment.replace(year=moment.year + years, month=month + 1, day=min(moment.day, _EVERY_MONTH))
