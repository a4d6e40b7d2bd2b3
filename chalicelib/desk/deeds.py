"""Act → what it does to the ticket it is done to."""

from collections.abc import Mapping

from chalicelib.desk import guard, joining, people, public, recheck, when, whose, word
from chalicelib.desk.deed import Doing
from chalicelib.desk.sides import sided
from chalicelib.ticket.workflow import Act

DEEDS: Mapping[Act, Doing] = {
    Act.ASSIGN: whose.assign,
    Act.ACCEPT: whose.accept,
    Act.REFUSE: whose.refuse,
    Act.TRANSFER: whose.transfer,
    Act.CONCERN: guard.concern,
    Act.ASK: sided(when.ask),
    Act.INFORM: sided(when.inform),
    Act.SEEK_EXTENSION: when.seek_extension,
    Act.EXTEND: when.extend,
    Act.REPORT: when.report,
    Act.DECIDE: when.decide,
    Act.DIRECT: when.direct,
    Act.FULFIL: when.fulfil,
    Act.CONTRIBUTE: word.contribute,
    Act.ANSWER: sided(word.answer),
    Act.APPROVE: sided(word.approve),
    Act.SEND_BACK: word.send_back,
    Act.CLOSE: sided(word.close),
    Act.REJECT: sided(word.reject),
    Act.REFER: word.refer,
    Act.CONTEST: recheck.contest,
    Act.UPHOLD: recheck.uphold,
    Act.DISMISS: recheck.dismiss,
    Act.PUBLISH: public.publish,
    Act.HIDE: public.hide,
    Act.NOTE: word.note,
    Act.RESTRICT: people.restrict,
    Act.MERGE: joining.merge,
}
