"""The one table role × action × scope. What is not in it is forbidden."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.access.action import Action
from chalicelib.errors import Forbidden
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role


class Scope(StrEnum):
    """How far an action reaches."""

    PUBLIC = "public"  # what everybody may see
    OWN = "own"  # a citizen's own petition, by code and PIN
    BUSINESS = "business"  # petitions of businesses, without personal data
    PAGES = "pages"  # what came over the pages and OAs of the own unit and those below
    UNITS = "units"  # what lies with the own unit and those below, or is asked of them
    PROVINCE = "province"
    EVERY_PROVINCE = "every_province"


_A, _R, _S = Action, Role, Scope
_EVERYBODY = (_A.READ_PUBLIC, _A.LOOK_UP_DOSSIER)
_WORK = (_A.READ_WORKLIST, _A.READ_TICKET, _A.READ_ATTACHMENT, _A.ACT_ON_TICKET)
_TOOLS = (_A.PREVIEW_REDACTION, _A.READ_LETTERS)  # what they show is nobody's
_LOOKS = (_A.READ_CONFIG, _A.READ_ACCOUNTS)
_POSTS = (_A.READ_CONTENT, _A.WRITE_CONTENT)
_VOICES = (_A.READ_OPINION, _A.LABEL_OPINION)
_BROADCASTS = (_A.READ_BROADCASTS, _A.WRITE_BROADCASTS)
_SURVEYS = (_A.READ_SURVEYS, _A.EXPORT_SURVEYS, _A.WRITE_SURVEYS)
_BRIEFINGS = (_A.READ_BRIEFINGS, _A.MAKE_BRIEFINGS)
_CHAIR = (_A.RUN_MEETINGS, _A.WORK_ON_TASKS)
_TRAINING = (_A.READ_TRAINING, _A.PLAY_TRAINING)
# A key does what it was given, and may be given nothing else.
GRANTABLE = (
    _A.SUBMIT_PETITIONS, _A.READ_DOSSIERS, _A.WRITE_DOSSIERS, _A.READ_STAFF, _A.WRITE_STAFF, _A.MANAGE_HOOKS,
)  # fmt: skip


def _row(*parts: tuple[Scope, tuple[Action, ...]]) -> dict[Action, Scope]:
    return {**dict.fromkeys(_EVERYBODY, _S.PUBLIC)} | {a: scope for scope, actions in parts for a in actions}


_UNIT = _row((_S.UNITS, (*_WORK, *_POSTS, _A.UNVEIL_SENDER, _A.RESEND_NOTICE, _A.TAKE_CALLS)), (_S.PROVINCE, _TOOLS))
_CENTRE = _row((
    _S.PROVINCE,
    (*_WORK, *_TOOLS, _A.UNVEIL_SENDER, _A.EXPORT_TICKETS, _A.READ_NOTICES, _A.RESEND_NOTICE, _A.READ_CONTENT,
     *_BRIEFINGS, _A.READ_OPINION, _A.READ_REPORTS, _A.READ_SURVEYS, _A.EXPORT_SURVEYS, _A.READ_LEAGUE,
     *_BROADCASTS, _A.READ_TRAINING),
))  # fmt: skip
TABLE: Mapping[Role, Mapping[Action, Scope]] = {
    _R.CITIZEN: _row((_S.PUBLIC, (_A.SUBMIT_PETITIONS,)), (_S.OWN, (_A.FOLLOW_PETITION,))),
    _R.SYSTEM: {},  # the clock does not come over HTTP
    _R.OBSERVER: _row(
        (_S.BUSINESS, (_A.READ_WORKLIST, _A.READ_TICKET, _A.ACT_ON_TICKET)), (_S.PUBLIC, (_A.SUBMIT_PETITIONS,))
    ),
    _R.HANDLER: _UNIT,
    _R.HEAD: _UNIT | dict.fromkeys(_VOICES, _S.UNITS) | {_A.EXPORT_TICKETS: _S.UNITS, _A.READ_REPORTS: _S.UNITS,
                      _A.READ_SURVEYS: _S.UNITS, _A.EXPORT_SURVEYS: _S.UNITS, _A.READ_LEAGUE: _S.UNITS,
                      _A.COMMENT_LEAGUE: _S.UNITS}
    | dict.fromkeys((*_BRIEFINGS, _A.WORK_ON_TASKS), _S.UNITS),
    _R.PAGE_MANAGER: _row(
        (_S.PAGES, (*_POSTS, *_VOICES, *_BROADCASTS, _A.APPROVE_CONTENT)),
        (_S.PAGES, (*_WORK, _A.UNVEIL_SENDER, _A.RESEND_NOTICE, _A.TAKE_CALLS, _A.READ_ACCOUNTS, _A.TEND_ACCOUNTS)),
        (_S.UNITS, (_A.READ_REPORTS, _A.READ_BRIEFINGS)),
        (_S.PROVINCE, _TOOLS),
    ),
    _R.CONTENT_OWNER: _row((_S.PROVINCE, (*_TOOLS, *_POSTS, *_VOICES, *_BROADCASTS, *_SURVEYS, _A.APPROVE_CONTENT))),
    _R.COORDINATOR: _CENTRE | _row((
        _S.PROVINCE,
        (*_POSTS, *_VOICES, _A.APPROVE_CONTENT, _A.APPROVE_BROADCASTS, _A.WRITE_SURVEYS, _A.RUN_LEAGUE, *_CHAIR),
    ), (
        _S.PROVINCE,
        (*_LOOKS, _A.TRY_CONFIG, _A.TEND_ACCOUNTS, _A.EXPORT_PERSON, _A.ERASE_PERSON, _A.READ_STAFF,
         _A.TAKE_CALLS, *_TRAINING),
    )),
    _R.TASK_FORCE: _CENTRE | {_A.APPROVE_BROADCASTS: _S.PROVINCE},
    _R.LEADERSHIP: _CENTRE | _row((
        _S.PROVINCE,
        (*_LOOKS, *_CHAIR, _A.APPROVE_CONTENT, _A.APPROVE_BROADCASTS, _A.PUBLISH_SURVEYS, _A.RUN_LEAGUE,
         _A.PUBLISH_LEAGUE, _A.TRY_CONFIG,
         _A.READ_AUDIT, _A.READ_STAFF),
    )),
    _R.ANALYST: _row((_S.PROVINCE, (*_VOICES, _A.READ_CONTENT, _A.READ_BROADCASTS, _A.EXPORT_TICKETS,
                                 _A.READ_SURVEYS, _A.EXPORT_SURVEYS, _A.READ_LEAGUE, _A.READ_REPORTS,
                                 _A.READ_BRIEFINGS))),
    _R.PROVINCE_ADMIN: _row((
        _S.PROVINCE,
        (*_LOOKS, *_TOOLS, _A.TRY_CONFIG, _A.CHANGE_CONFIG, _A.TEND_ACCOUNTS, _A.READ_AUDIT, _A.READ_STAFF,
         _A.READ_REPORTS, _A.READ_BRIEFINGS, *_SURVEYS, *_TRAINING, _A.RESET_TRAINING,
         _A.WRITE_STAFF, _A.MANAGE_KEYS, _A.MANAGE_HOOKS, _A.EXPORT_PERSON, _A.ERASE_PERSON, _A.READ_DOSSIERS),
    )),
    _R.PLATFORM_OPERATOR: _row((_S.EVERY_PROVINCE, (*_LOOKS, *_TOOLS, _A.RESET_TRAINING))),
    _R.INTEGRATOR: dict.fromkeys(GRANTABLE, _S.PROVINCE),
}  # fmt: skip


def admit(actor: Actor, action: Action) -> Scope:
    """How far `actor` may do `action`; what exactly lies within, the room decides.

    raises  Forbidden when the table has no such entry, or the key was not given it
    """
    scope = TABLE[actor.role].get(action)
    if scope is None or (actor.role is Role.INTEGRATOR and action not in actor.scopes):
        raise Forbidden(f"a {actor.role} may not {action}", action=action)
    return scope
