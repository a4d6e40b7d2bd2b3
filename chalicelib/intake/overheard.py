"""What is heard in a conversation though the citizen says nothing new: hand-written answers, edits, read marks."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from chalicelib.channel.inbound import Heard
from chalicelib.intake import takeover
from chalicelib.intake.amended import REMOVED, amended, out_of_sight, retracted
from chalicelib.intake.lookup import Lookup
from chalicelib.intake.media import Media
from chalicelib.intake.opening import Triage
from chalicelib.intake.scene import Scene, is_theirs
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.life import Change
from chalicelib.ticket.ticket import Channel


@dataclass(frozen=True, slots=True)
class Overheard:
    media: Media
    triage: Triage
    lookup: Lookup

    def change(self, scene: Scene, before: Conversation) -> Change | None:
        """What is to be written; None: nothing, or an edit of what is on no petition, which is then new words.

        before  the conversation as it was read: what is no action of the citizen's moves no platform's window
        """
        quiet = replace(scene, talk=replace(scene.talk, heard_at=before.heard_at, left_at=before.left_at))
        handled = _HANDLED.get(scene.heard.heard)
        return handled(self, quiet, before) if handled else None

    def echo(self, scene: Scene, _: Conversation) -> Change:
        """Somebody answered by hand: silence, and the case keeps the words."""
        talk, heard = takeover.silenced(scene.talk, scene.province, scene.at), scene.heard
        if scene.ticket is None or not (heard.text or heard.attachments):
            return Change(conversation=talk)
        number = scene.ticket.events + 1
        found, errands = self.media.copied(scene.province.slug, scene.ticket.code, number, heard.attachments)
        change = takeover.echoed(scene.province, scene.ticket, heard, found, scene.now)
        return replace(change, errands=errands, conversation=talk)

    def control(self, scene: Scene, _: Conversation) -> Change:
        return Change(conversation=takeover.handed_over(scene.talk, scene.heard, scene.province, scene.at))

    def seen(self, scene: Scene, before: Conversation) -> Change | None:
        """Everything sent until then was read. It takes no place in the memory of what was heard."""
        until = min(scene.heard.occurred_at, scene.now)
        if scene.heard.message_ids or before.version == 0 or (before.read_at and before.read_at >= until):
            return None
        return Change(conversation=replace(before, read_at=until))

    def reaction(self, scene: Scene, before: Conversation) -> Change | None:
        """An action of the citizen's, though it says nothing: Facebook opens its window for it, Zalo does not."""
        silent = scene.heard.channel is not Channel.FACEBOOK
        if silent or before.heard_at is None or before.heard_at >= scene.at:
            return None
        return Change(conversation=replace(before, heard_at=scene.at))

    def goodbye(self, scene: Scene, before: Conversation) -> Change | None:
        """No longer a follower: no broadcasts until they speak or follow again."""
        if before.version == 0 or before.left_at or (before.heard_at and before.heard_at > scene.at):
            return None
        return Change(conversation=replace(before, left_at=scene.at, seen=scene.talk.seen))

    def edited(self, scene: Scene, before: Conversation) -> Change | None:
        found = self.lookup.holding(scene.province, before, scene.heard.of)
        if found is None:
            return None
        ticket, number = found
        if ticket.erased_at or not is_theirs(ticket, before.alias):
            return Change(conversation=scene.talk if before.version else None)
        heard, was = scene.heard, self.lookup.tickets.event(ticket.tenant, ticket.code, number)
        # The same photo comes under another address each time: only their number says that one was added.
        fresh = heard.attachments if len(heard.attachments) > len(was.attachments) else ()
        kept, errands = self.media.copied(ticket.tenant, ticket.code, ticket.events + 1, fresh, heard.text)
        return replace(amended(scene, ticket, number, self.triage, kept), errands=errands)

    def removed(self, scene: Scene, before: Conversation) -> Change | None:
        """The sender took it back, or the page took it down."""
        found = self.lookup.holding(scene.province, before, scene.heard.of)
        if found is None:
            return None
        ticket, number = found
        if not is_theirs(ticket, before.alias):  # the page names itself, or nobody
            return out_of_sight(scene.province, ticket, Heard.REMOVED, scene.now)
        if number == 1 and ticket.gone == REMOVED:
            return None
        change = retracted(scene.province, ticket, number, scene.citizen, scene.now)
        return replace(change, conversation=scene.talk if before.version else None)


_HANDLED: dict[Heard, Callable[[Overheard, Scene, Conversation], Change | None]] = {
    Heard.ECHO: Overheard.echo,
    Heard.CONTROL: Overheard.control,
    Heard.SEEN: Overheard.seen,
    Heard.REACTION: Overheard.reaction,
    Heard.GOODBYE: Overheard.goodbye,
    Heard.EDITED: Overheard.edited,
    Heard.REMOVED: Overheard.removed,
}
OVERHEARD = frozenset(_HANDLED)
