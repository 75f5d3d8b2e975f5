"""Words that do not belong into a report: other organs', document sites', templates', repealed law's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from metadata.checks.english import counted
from metadata.checks.finding import Finding, Severity
from metadata.figures import Figures, Quote
from metadata.figures.prose import prose_sentences, quote
from metadata.organs import OrganKind, kind_of, same_organ
from metadata.reading import Reading, Scope

_JUNK = re.compile(
    "|".join(
        (
            "b5E2RGbCAP", "p1EanqFDPw", "DXDiTa9E3d", "RTCrpUDGiT", "5PCzVD7HxA", "jLBHrnAILg", "xHAQX74J0X",
            "LDAYtRyKfE", "Zzz6ZB2Ltk", "dvzfvkwMI1", "rqyn14ZNXI", "EmxvxOtOco", "SixE2yXPq5", "6ewMyirQFL",
            "kavU42VRUs", "y6v3ALoS89", "M2ub6vSTnP", "0YujCfmUCw", "eUts8ZQVRd", "sQsAEJkW5T", "GMsIasNXkA",
            "TIrRGchYzg", "7EqZcWLZNX", "lzq7IGf02E", "zvpgeqJ1hk", "NrpoJac3v1", "1nowfTG4KI", "fjnFLDa5Zo",
            "tfnNhnE6e5", "HbmVN777sL", "V7l4jRB8Hs", "83lcPA59W9", "mZkklkzaaP", "AVktR43bpw", "ORjBnOwcEd",
        )
    )
)  # fmt: skip
"""Tokens that a document-sharing site wove into its texts: whoever has one copied from there."""
_INSTRUCTION = re.compile(
    r"[（(【\[][^（()）【】\[\]\n]{0,14}(?:宋体|仿宋|黑体|楷体|小四号?|[二三四五]号字|字号|字体|加粗|行距|首行缩进|此处填写|请填写|填写说明|自行填写|模板)"
    r"[^（()）【】\[\]\n]{0,14}[）)】\]]"
)
_PLACEHOLDER = re.compile(
    r"(?<![A-Za-z0-9\-—－])[XxＸ×]{2,}(?=[局县市区年月日条件厅委镇乡]|部门|单位|街道)|错误[!！]未(?:找到引用源|定义书签)"
)


_MAY_BE_PLACEHOLDER = re.compile(r"[XxＸ×][XxＸ×]|错误")
"""What every placeholder has, found ten times as fast."""


def copy_residue(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """Junk of a document-sharing site, a template's instructions or its placeholders."""
    for pattern, zh, en in (
        (_JUNK, "文库网站的乱码", "junk that a document-sharing site puts into its texts"),
        (_INSTRUCTION, "模板的排版或填写说明", "an instruction of a template"),
        (_PLACEHOLDER, "模板的占位符", "a placeholder of a template"),
    ):
        if pattern is _PLACEHOLDER and not _MAY_BE_PLACEHOLDER.search(reading.text):
            continue
        match = pattern.search(reading.text)
        if match and not (pattern is _PLACEHOLDER and _is_anonymised(reading.text, match)):
            yield Finding(
                "copy_residue",
                Severity.WARNING,
                f"正文残留{zh}：“{match.group()}”。",
                f"The text holds {en}: {match.group()!r}.",
                (quote(reading, match.start(), match.end()),),
            )


def _is_anonymised(text: str, match: re.Match[str]) -> bool:
    """Whether the marks hide a name on purpose, as in a case that is told (某企业投诉XX局)."""
    around = (
        re.split(r"[。\n]", text[max(0, match.start() - 60) : match.start()])[-1] + text[match.end() :][:60]
    )
    return bool(re.search(r"某|案例|典型案|当事人|投诉人", around))


_ORGAN = re.compile(
    r"(?P<name>(?:[\u4e00-\u9fff]{2,4}(?:省|自治区|市|县|区|旗|州)){1,3}[\u4e00-\u9fff]{2,14}?(?:委员会|管理局|办公室|局|厅|委))"
    r"(?P<after>[^。；\n]{0,14})"
)
_SPEAKING = (
    r"(?:党组|党委|领导班子)?(?:高度重视|始终坚持|坚持|认真贯彻|严格按照|严格执行|深入贯彻|积极推进|主动公开|共主动"
    r"|共收到|共受理|全年|编制|20\d\d年|门户网站主动|政府信息公开工作(?:年度报告|领导小组|情况))"
)
_SPEAKS = re.compile("^" + _SPEAKING)
_AN_ORGAN_SPEAKS = re.compile("[会局室厅委]" + _SPEAKING)
"""The last character of an organ and what follows: few sentences have that, and names are costly to look for."""
_NOT_ITSELF = re.compile(
    r"(?:根据|按照|印发|转发|关于|学习|借鉴|赴|到|与|和|向|对|经|被|联合|会同|配合|落实|贯彻|指导|、|《|“)$"
)


def foreign_organ(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """Another organ speaks where the report's own should.

    The same kind of organ of another place is a warning. Another organ of the own place is a notice, and only where
    it begins the sentence and speaks of its own zeal or report: departments tell of each other, but not that.

    Silent on names that only occur (superiors, partners, addressees), on parts of the own name, on an organ of
    a place that holds the own one or lies in it, and on a government's aggregate.
    """
    own = reading.organ
    if own is None or reading.scope is Scope.AGGREGATE:
        return
    seen: set[str] = set()
    for sentence in prose_sentences(reading):
        for match in _ORGAN.finditer(sentence.text) if _AN_ORGAN_SPEAKS.search(sentence.text) else ():
            name = _trimmed(match["name"])
            before = sentence.text[: match.start() + len(match["name"]) - len(name)]
            if name in seen or not _SPEAKS.match(match["after"]) or _NOT_ITSELF.search(before):
                continue
            severity = _foreignness(name, own, begins=not before.strip(), after=match["after"])
            if severity:
                seen.add(name)
                yield Finding(
                    "foreign_organ",
                    severity,
                    f"“{own}”的报告中，此处以“{name}”的名义陈述。",
                    f"In the report of {own} this passage speaks for {name}.",
                    (sentence,),
                )


_RUN_IN = re.compile(
    r"^.*?(?:年度?|由|是|为|的|本报告|我们|按照|根据|学习|借鉴|配合|会同|落实|赴|到|与|和|及|同|向|对|经|被|在)"
    r"(?=[\u4e00-\u9fff]{2,3}(?:省|自治区|市|县|区|旗|州))"
)


def _trimmed(name: str) -> str:
    """A name without the words that ran into it: 年度云州市商务局 → 云州市商务局, 与云州市… → 云州市…."""
    return _local(_RUN_IN.sub("", name))


_OF_THE_STATE = re.compile(r"^.*(?:总局|总署|总行|国家统计局|人民银行)(?=.{3})")


def _local(name: str) -> str:
    """A name without the organ of the state that it is a part of: 国家税务总局清川市税务局 → 清川市税务局."""
    return _OF_THE_STATE.sub("", name)


def _place(name: str) -> str:
    match = re.match(r"^(?:.*(?:省|自治区|市|自治州|县|区|旗|州)(?=.))", name)
    return match.group() if match else ""


def _foreignness(name: str, own: str, *, begins: bool, after: str) -> Severity | None:
    """How surely `name` has no place in a report of `own`; None where it may have one."""
    own = _local(own)
    kind, own_kind = kind_of(name), kind_of(own)
    if same_organ(name, own) or name in own or own in name or kind is None or own_kind is None:
        return None
    place, own_place = _place(name), _place(own)
    if not place or not own_place:
        return None
    if kind.name == own_kind.name:
        if own_place.startswith(place) or place.endswith(own_place) or place.startswith(own_place):
            return None
        return Severity.NOTICE if _may_hold(place, own_place) else Severity.WARNING
    if not begins or place != own_place or not _OF_ITSELF.match(after):
        return None
    is_related = _followed(kind, own_kind) or _followed(own_kind, kind) or _OFFICE.search(own)
    return None if is_related else Severity.NOTICE


def _followed(one: OrganKind, other: OrganKind) -> bool:
    """Whether the other took over from the one, here perhaps with more: 国土资源局 → 自然资源局, 自然资源和规划局."""
    return bool(one.successor) and one.successor[:_STEM] == other.name[:_STEM]


_STEM = 2
"""Characters that tell what an organ is about: 自然, 生态, 农业, 市场."""


def _may_hold(place: str, own: str) -> bool:
    """Whether a place may be the one above the own, which does not tell: 清川市 above 文渡区."""
    return (
        place.endswith(("省", "市", "州", "自治区"))
        and own.endswith(("区", "县", "旗"))
        and len(own) <= _BARE
    )


_BARE = 4
"""Characters of a county's name without the city above it."""
_OFFICE = re.compile(r"政府(?:办公[室厅])?$")
"""Its report tells of its departments."""
_OF_ITSELF = re.compile(r"^(?:党组|党委|领导班子)?(?:高度重视|始终坚持|20\d\d年|政府信息公开工作年度报告)")


_OLD_ARTICLES = re.compile(r"条例》?[^。；\n]{0,16}第三十[一二]条")
_REPORTING = re.compile(r"年度报告|年报|编制|公布")
_OLD_DECREE = re.compile(r"第\s?492\s?号")
_OLD_PART = re.compile(r"收费(?:及|和|情况及)减免")


def stale_law(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """A report on 2019 or later that cites what the Regulation of 2019 replaced.

    Old arts. 31 and 32 were on annual reports; the new ones are on applications, so only a sentence about
    reports counts. Silent where the revision itself is told.
    """
    if reading.report_year is None or reading.report_year < 2019:
        return
    for sentence in prose_sentences(reading):
        text = sentence.text
        if re.search(r"修订|修改|原《|原条例|新《|新条例|旧|废止|[替取]代|代替", text):
            continue
        about_reports = _REPORTING.search(text) and not re.search(r"申请|第三方|征求", text)
        if (_OLD_ARTICLES.search(text) and about_reports) or _OLD_DECREE.search(text):
            yield _stale(sentence)
            return
    for section in reading.sections:
        if _OLD_PART.search(section.heading):
            yield _stale(quote(reading, section.start, section.start + len(section.heading)))
            return


def _stale(evidence: Quote) -> Finding:
    return Finding(
        "stale_law",
        Severity.NOTICE,
        "引用或沿用了2019年修订前的《政府信息公开条例》（国务院令第492号）的条款。",
        "It follows the Regulation as it was before 2019 (State Council Decree No. 492).",
        (evidence,),
    )


_LONG = 25
"""Characters; shorter sentences recur by nature (未收取任何费用。)."""


def repeated_sentence(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """A sentence that stands in the text twice: pasted into a place that is another's.

    Silent where a good part of the text is there twice: then the page repeats itself, not the writer.
    """
    first: dict[str, Quote] = {}
    twice: list[tuple[Quote, Quote]] = []
    count = 0
    for sentence in prose_sentences(reading):
        if len(sentence.text) < _LONG or not sentence.text.endswith("。"):
            continue
        count += 1
        words = "".join(sentence.text.split())
        if words in first:
            twice.append((first[words], sentence))
        else:
            first[words] = sentence
    if twice and len(twice) * 4 <= count:
        yield Finding(
            "wrong_paste",
            Severity.NOTICE,
            f"同一句话出现两次：“{twice[0][0].text[:40]}…”，共{len(twice)}处。",
            f"Twice in the text: {counted(len(twice), 'sentence')}, the first: {twice[0][0].text[:40]}…",
            tuple(each for pair in twice for each in pair),
        )
