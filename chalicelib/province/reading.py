"""The regulation as people read it: plain sentences under the article each comes from, one for every row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.province.procedure import Procedures, When
from chalicelib.province.province import Province
from chalicelib.province.regulation import Limit, Regulation, Stage, Step
from chalicelib.sla.words import allowance_words

LADDER = "Thang nhắc việc, báo cáo"
TALK = "Trò chuyện"
Names = Mapping[tuple[str, str], str]
Sentence = tuple[str, str]  # article or heading, what it says

_STAGES = {
    Stage.ASSIGN: "giao cho đơn vị xử lý",
    Stage.RECEIVE: "đơn vị được giao tiếp nhận",
    Stage.TRANSFER: "nơi được chuyển đến tiếp nhận hoặc từ chối",
    Stage.ANSWER: "trả lời người gửi",
    Stage.DECIDE: "cấp trên quyết định về vụ việc phức tạp",
    Stage.CONTRIBUTE: "đơn vị phối hợp cho ý kiến",
}
_CLOCKS = {
    Stage.ASSIGN: "phân công",
    Stage.RECEIVE: "tiếp nhận",
    Stage.TRANSFER: "nhận việc chuyển đến",
    Stage.ANSWER: "trả lời",
    Stage.DECIDE: "quyết định vụ việc phức tạp",
    Stage.CONTRIBUTE: "cho ý kiến phối hợp",
}
_ROLES = {
    "handler": "người xử lý",
    "head": "người đứng đầu đơn vị",
    "coordinator": "cơ quan đầu mối",
    "task_force": "Tổ công tác",
    "leadership": "lãnh đạo UBND",
    "citizen": "người gửi",
}
_URGENCIES = {"emergency": "việc khẩn cấp", "quick": "việc xử lý nhanh", "normal": "việc thường"}
_NEEDS = {"photo": "ảnh hoặc phim", "place": "nơi xảy ra", "contact": "cách liên hệ"}
_LANES = {"email": "thư điện tử", "sms": "tin nhắn SMS"}


@dataclass(frozen=True, slots=True)
class Article:
    """`article` as the rows cite it, or a heading for what cites none."""

    article: str
    rules: tuple[str, ...]


def names_of(province: Province) -> dict[tuple[str, str], str]:
    """What `rendered` needs to call kinds and categories by their names."""
    categories = {("category", category.id): category.name for category in province.categories}
    return categories | {("kind", kind.id): kind.name for kind in province.kinds}


def rendered(regulation: Regulation, names: Names) -> tuple[Article, ...]:
    """Every rule of the regulation in the order a petition meets them, grouped by the article cited."""
    grouped: dict[str, list[str]] = {}
    for article, sentence in _sentences(regulation, names):
        grouped.setdefault(article, []).append(sentence[0].upper() + sentence[1:])
    return tuple(Article(article, tuple(rules)) for article, rules in grouped.items())


def as_text(articles: Sequence[Article]) -> str:
    """Plain text: a line for each article, a dash for each rule."""
    blocks = ["\n".join([each.article, *(f"- {rule}" for rule in each.rules)]) for each in articles]
    return "\n\n".join(blocks) + "\n"


def _sentences(regulation: Regulation, names: Names) -> Iterator[Sentence]:
    procedures = regulation.procedures
    yield from _at_the_door(procedures, names)
    for stage in Stage:
        rows = [limit for limit in regulation.limits if limit.stage is stage]
        yield from (_limit(row, names, alone=len(rows) == 1) for row in rows)
    yield from _on_the_way(procedures, names)
    yield from _after_the_answer(procedures)
    yield from ((LADDER, _step(step, names)) for step in regulation.ladder)
    yield TALK, f"im lặng quá {regulation.session_minutes} phút, cuộc trò chuyện bắt đầu lại từ đầu."


def _at_the_door(procedures: Procedures, names: Names) -> Iterator[Sentence]:
    for gate in procedures.gates:
        words = ", ".join(f"«{word}»" for word in gate.words)
        yield (
            gate.article,
            f"{gate.name} không giải quyết theo quy chế này. {gate.procedure} Nhận biết qua: {words}.",
        )
    for row in procedures.evidence:
        yield row.article, f"{_scope(row.when, names)}: phải kèm {_listed(_NEEDS, row.needs)}."
    for reason in procedures.rejections:
        yield reason.article, f"được từ chối với lý do: {reason.name}."


def _limit(limit: Limit, names: Names, alone: bool) -> Sentence:
    scope = _scope(limit.when, names) if limit.when or alone else "các trường hợp còn lại"
    ceiling = f", không quá {allowance_words(limit.ceiling)}" if limit.ceiling else ""
    return limit.article, f"{scope}: {_STAGES[limit.stage]} trong {allowance_words(limit.allow)}{ceiling}."


def _on_the_way(procedures: Procedures, names: Names) -> Iterator[Sentence]:
    for number, row in enumerate(procedures.progress):
        scope = _scope(row.when, names) if row.when or not number else "các trường hợp còn lại"
        every = allowance_words(row.every)
        yield row.article, f"{scope}: khi chưa trả lời được, cứ {every} một lần báo tiến độ cho người gửi."
    if extension := procedures.extension:
        yield (
            extension.article,
            f"được gia hạn trả lời tối đa {extension.times} lần, mỗi lần không quá "
            f"{allowance_words(extension.at_most)}; người ký: {_listed(_ROLES, extension.approvers, 'hoặc')}.",
        )
    if transfer := procedures.transfer:
        yield transfer.article, f"sau {transfer.hops} lần chuyển, {_ROLES[transfer.arbiter]} quyết định nơi giải quyết."
    if rule := procedures.complex:
        yield (
            rule.article,
            "vụ việc phức tạp phải báo cáo cấp trên bằng văn bản; cấp trên định hạn mới, không quá "
            f"{allowance_words(rule.at_most)} kể từ lúc đó.",
        )
    for approval in procedures.approvals:
        yield approval.article, f"{_scope(approval.when, names)}: {_ROLES['head']} duyệt rồi mới trả lời."


def _after_the_answer(procedures: Procedures) -> Iterator[Sentence]:
    if reopening := procedures.reopening:
        within = allowance_words(reopening.within)
        yield (
            reopening.article,
            f"trong {within} từ khi được trả lời, người gửi được báo là chưa xong, tối đa {reopening.times} lần.",
        )
    if appeal := procedures.appeal:
        yield (
            appeal.article,
            f"người gửi đánh giá từ {appeal.stars} sao trở xuống được đề nghị {_ROLES[appeal.to]} xem lại "
            f"trong {allowance_words(appeal.within)}.",
        )
    if closing := procedures.closing:
        after = allowance_words(closing.answered_after)
        yield closing.article, f"{after} sau khi trả lời mà người gửi không có ý kiến khác thì đóng."
        if closing.silent_after:
            silent = allowance_words(closing.silent_after)
            yield closing.article, f"{silent} sau khi hỏi lại mà người gửi không bổ sung thì đóng."


def _step(step: Step, names: Names) -> str:
    scope = [_scope(step.when, names)] if step.when else []
    if step.stages != frozenset(Stage):
        scope.append("hạn " + ", ".join(_CLOCKS[stage] for stage in Stage if stage in step.stages))
    amount = step.after.amount
    moment = f"{'trước' if amount < 0 else 'sau'} hạn {allowance_words(step.after)}" if amount else "khi đến hạn"
    tell, by = _listed(_ROLES, step.tell), _listed(_LANES, step.by)
    return f"bậc {step.level} «{step.name}»; {'; '.join(scope) or 'mọi hạn'}: {moment}, báo {tell} qua {by}."


def _scope(when: When, names: Names) -> str:
    """The conditions of a row in words, whatever their order in the row."""
    said = [_listed(_URGENCIES, when["urgency"], "hoặc")] if "urgency" in when else []
    for fact, title in (("kind", "loại"), ("category", "lĩnh vực")):
        if fact in when:
            said.append(f"{title} " + ", ".join(f"«{names.get((fact, value), value)}»" for value in when[fact]))
    return "; ".join(said) or "mọi trường hợp"


def _listed(words: Mapping[str, str], values: Sequence[str], last: str = "và") -> str:
    """«a, b và c»."""
    said = [words[value] for value in values]
    return f" {last} ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0]
