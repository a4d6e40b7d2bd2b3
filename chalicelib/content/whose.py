"""Who may read, write and approve which post: the table's scope, held to units and pages."""

from chalicelib.access.action import Action
from chalicelib.access.table import Scope, admit
from chalicelib.content.post import Post
from chalicelib.errors import Forbidden, NotFound
from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Actor


def may_read(province: Province, post: Post, actor: Actor) -> bool:
    """Within the province, of the own unit and those below, or meant for a page of theirs.

    raises  Forbidden when the role may read none
    """
    scope = admit(actor, Action.READ_CONTENT)
    if scope is Scope.PROVINCE or province.within(post.unit, actor.unit):
        return True
    return scope is Scope.PAGES and any(province.within(unit, actor.unit) for unit in _owners(province, post))


def may_write_for(province: Province, unit: str, actor: Actor) -> bool:
    """raises  Forbidden when the role may write for none"""
    return admit(actor, Action.WRITE_CONTENT) is Scope.PROVINCE or province.within(unit, actor.unit)


def must_approve(province: Province, post: Post, actor: Actor) -> None:
    """raises  Forbidden for whoever wrote or changed it, and for a page manager beyond the own page and units"""
    scope = admit(actor, Action.APPROVE_CONTENT)
    if actor.id in (post.author, post.editor):
        raise Forbidden("nobody approves what they wrote themselves", post=post.id)
    if scope is Scope.PROVINCE:
        return
    owners = _owners(province, post)
    if not province.within(post.unit, actor.unit) or any(unit != actor.unit for unit in owners):
        raise Forbidden("a page manager approves posts of the units below, for the own page only", post=post.id)


def must_read(province: Province, post: Post, actor: Actor) -> None:
    """raises  NotFound: what one may not see is not there; Forbidden"""
    if not may_read(province, post, actor):
        raise NotFound("no such post", post=post.id)


def _owners(province: Province, post: Post) -> list[str]:
    """The units whose pages it is meant for; a page the province no longer has is nobody's."""
    known = {(one.channel, one.id): one.unit for one in province.accounts}
    return [known.get((copy.channel, copy.account), "") for copy in post.copies]
