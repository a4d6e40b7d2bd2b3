"""The editorial desk: posts are written, changed while drafts, submitted, decided on, withdrawn, sent again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib import cursor as cursors
from chalicelib import observe, schema
from chalicelib.content import whose
from chalicelib.content.order import admitted
from chalicelib.content.pictures import Pictures
from chalicelib.content.post import Post, Sent, Step, after, approved, resent
from chalicelib.content.store import Posts
from chalicelib.errors import Conflict, NotFound, StaleTicket
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor

READS = 200  # posts one page reads at most where a filter leaves most of them out


@dataclass(frozen=True)
class Editing:
    """Every call raises NotFound for another province and for what the caller may not see; Forbidden."""

    posts: Posts
    provinces: Registry
    pictures: Pictures
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def page(
        self, slug: str, state: str, actor: Actor, limit: int, cursor: str | None
    ) -> tuple[list[Post], str | None]:
        """The newest first; a page may hold fewer than asked for and still lead on, where a filter finds little.

        state   one of State, or empty for all
        raises  BadInput for a cursor of another list
        """
        province = self._home(slug, actor)
        question = (slug, "content", state, actor.unit, actor.role)
        before = cursors.opened(cursor, ("post",), *question)["post"] if cursor else ""
        found: list[Post] = []
        read = self.posts.page(slug, READS, before)
        for at, post in enumerate(read, 1):
            if (not state or post.state == state) and whose.may_read(province, post, actor):
                found.append(post)
            if len(found) == limit:
                more = at < len(read) or len(read) == READS
                return found, cursors.sealed({"post": post.id}, *question) if more else None
        following = cursors.sealed({"post": read[-1].id}, *question) if len(read) == READS else None
        return found, following

    def one(self, slug: str, post_id: str, actor: Actor) -> Post:
        return self._own(self._home(slug, actor), post_id, actor)

    def make(self, slug: str, body: Any, actor: Actor) -> Post:
        """raises  Unprocessable listing every fault; TryAgain"""
        province, now = self._home(slug, actor), self.now()
        schema.check("content/post", body)
        wanted = admitted(province, body, actor, actor.unit)
        post_id = f"{now:%Y%m%dT%H%M%S}-{self.new_id()[:12]}"
        pictures = self.pictures.brought(slug, post_id, body.get("uploads", ()))
        post = Post(
            tenant=slug, id=post_id, author=actor.id, editor=actor.id, created_at=now, pictures=pictures, **wanted
        )
        observe.note("post written", tenant=slug, post=post_id, by=actor.id)
        return self.posts.save(post)

    def change(self, slug: str, post_id: str, body: Any, seen: int | None, actor: Actor) -> Post:
        """Write a draft anew. Without `uploads` its photos stay.

        raises  IllegalMove for what is no draft, StaleTicket, Unprocessable, TryAgain
        """
        province = self._home(slug, actor)
        schema.check("content/post", body)
        post = self._mine(province, post_id, seen, actor)
        state = after(post.state, Step.EDIT)
        wanted = admitted(province, body, actor, post.unit)
        if "uploads" in body:
            wanted["pictures"] = self.pictures.brought(slug, post_id, body["uploads"])
        return self.posts.save(replace(post, state=state, editor=actor.id, **wanted))

    def submit(self, slug: str, post_id: str, seen: int | None, actor: Actor) -> Post:
        """raises  IllegalMove, StaleTicket"""
        post = self._mine(self._home(slug, actor), post_id, seen, actor)
        return self._moved(replace(post, state=after(post.state, Step.SUBMIT)), Step.SUBMIT, actor)

    def decide(self, slug: str, post_id: str, body: Any, seen: int | None, actor: Actor) -> Post:
        """Approve it, or send it back with a reason. Never by whoever wrote or changed it.

        raises  IllegalMove, StaleTicket, Unprocessable
        """
        province, now = self._home(slug, actor), self.now()
        schema.check("content/decision", body)
        post = self._seen(self._own(province, post_id, actor), seen)
        whose.must_approve(province, post, actor)
        if body["decision"] == "approve":
            return self._moved(approved(post, actor.id, now), Step.APPROVE, actor)
        back = replace(post, state=after(post.state, Step.REJECT), reason=body["reason"], decided_at=now)
        return self._moved(back, Step.REJECT, actor)

    def withdraw(self, slug: str, post_id: str, seen: int | None, actor: Actor) -> Post:
        """What is not out yet never goes out; what is out is taken down on the page itself.

        raises  IllegalMove, StaleTicket; Conflict while a copy is on its way
        """
        post = self._mine(self._home(slug, actor), post_id, seen, actor)
        state = after(post.state, Step.WITHDRAW)
        if any(copy.state in (Sent.SENDING, Sent.UNSURE) for copy in post.copies):
            raise Conflict("a copy is on its way: wait until it is known what became of it", post=post_id)
        return self._moved(replace(post, state=state), Step.WITHDRAW, actor)

    def resend(self, slug: str, post_id: str, seen: int | None, actor: Actor) -> Post:
        """raises  IllegalMove for what has not failed, StaleTicket"""
        post = self._mine(self._home(slug, actor), post_id, seen, actor)
        return self._moved(resent(post, self.now()), Step.RESEND, actor)

    def _moved(self, post: Post, step: Step, actor: Actor) -> Post:
        saved = self.posts.save(post)
        observe.note("post moved", tenant=post.tenant, post=post.id, step=str(step), by=actor.id)
        return saved

    def _home(self, slug: str, actor: Actor) -> Province:
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        return self.provinces.get(slug)

    def _own(self, province: Province, post_id: str, actor: Actor) -> Post:
        post = self.posts.find(province.slug, post_id)
        if post is None:
            raise NotFound("no such post", post=post_id)
        whose.must_read(province, post, actor)
        return post

    def _mine(self, province: Province, post_id: str, seen: int | None, actor: Actor) -> Post:
        """A post of a unit the caller writes for, as it was seen."""
        post = self._own(province, post_id, actor)
        if not whose.may_write_for(province, post.unit, actor):
            raise NotFound("no such post", post=post_id)
        return self._seen(post, seen)

    def _seen(self, post: Post, seen: int | None) -> Post:
        if seen is not None and seen != post.version:
            raise StaleTicket("somebody else changed this post", post=post.id)
        return post
