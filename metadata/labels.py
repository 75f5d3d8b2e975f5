"""Labels of a page's head and metadata box: `发布时间：`, `来源 :`, `索 引 号`, and the values after them.

A value ends where the next label begins, so an empty field never takes its neighbour's name:
`发布时间:2018-01-08 08:58  来源:浏览量:` has no source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from metadata.chrome import is_after_body, is_imprint
from metadata.dates import half_width
from metadata.memory import remembered
from metadata.script_forms import simplified


class Field(StrEnum):
    """What a label names."""

    PUBLISHED = "published"
    SIGNED = "signed"
    UPDATED = "updated"
    DECOY_DATE = "decoy_date"
    SOURCE = "source"
    ORGAN = "organ"
    SUPPLIER = "supplier"
    """Who posted the page (发布者, 供稿): an organ when nothing better says it."""
    TITLE = "title"
    INDEX = "index"
    DOCUMENT_NUMBER = "document_number"
    CHROME = "chrome"
    """Counters, font sizes, editors: known, so that they end the value before them."""


LABELS: dict[Field, str] = {
    Field.PUBLISHED: (
        "发布日期 发布时间 发表时间 发表日期 发布于 公开日期 公开时间 发文日期 发稿时间 "
        "发稿日期 上网时间 上网日期 信息发布时间 信息发布日期 文章发布时间 刊登日期 "
        "推送时间 上传时间 上传日期 公布日期 公布时间 登载时间 信息时间 信息日期 刊发时间 刊发日期 "
        "发布 日期 时间"
    ),
    Field.SIGNED: (
        "成文日期 成文时间 生成日期 生成时间 公文生成日期 信息生成日期 信息生成时间 "
        "发文时间 撰写时间 撰写日期 印发日期 印发时间 制发日期 签发日期 产生日期 形成日期 "
        "制作日期 落款日期 编制日期"
    ),
    Field.UPDATED: (
        "更新时间 更新日期 最后更新 最后更新时间 最近更新 添加时间 添加日期 录入时间 "
        "录入日期 信息提供日期 修改时间 修改日期 更正时间 更正日期 修订时间 修订日期 编辑时间 收录时间 创建时间 "
        "创建日期 入库时间 提交时间 维护时间 登记日期 登记时间 上报日期 上报时间 报送日期 报送时间 审核日期 审核时间"
    ),
    Field.DECOY_DATE: (
        "归档时间 采集时间 采集日期 抓取时间 今天是 今天 现在是 现在时间 当前时间 "
        "当前日期 系统时间 打印时间 打印日期 页面生成时间 失效日期 失效时间 废止日期 "
        "生效日期 实施日期 施行日期 有效期至 截止日期 截止时间 访问时间"
    ),
    Field.SOURCE: ("来源 信息来源 文章来源 稿件来源 内容来源 资料来源 新闻来源 来源单位 发布来源 稿源 出处"),
    Field.ORGAN: (
        "发布机构 发文机关 发布单位 责任部门 发文单位 发布机关 制发机关 公开机构 公开单位 "
        "发布部门 公开责任部门 公开主体 责任单位 制作机关 信息公开单位 发文机构 发文部门 "
        "公开部门 单位名称 编制单位 编制机关 所属机构 发布主体"
    ),
    Field.SUPPLIER: (
        "发布者 信息提供部门 信息提供单位 信息提供 供稿 供稿单位 提供单位 报送单位 发布人 撰稿单位 单位"
    ),
    Field.TITLE: "标题 名称 信息名称 文件名称 信息标题 文件标题 公文名称",
    Field.INDEX: "索引号 信息索引号 信息索引 索引编号 文件索引号",
    Field.DOCUMENT_NUMBER: "文号 发文字号 文件编号 发文文号 文件号 公文文号 发文号",
    Field.CHROME: (
        "撰稿 审稿 审定 核稿 校审 供图 摄影 记者 通讯员 监制 一审 二审 三审 责任人 审核员 录入员 录入人 "
        "作者 编辑 责任编辑 责编 审核 审核人 审签 校对 初审 复审 终审 编审 签发 "
        "签发人 拟稿 浏览次数 浏览量 浏览 浏览人数 点击数 点击率 点击量 点击 点击次数 "
        "阅读次数 阅读量 阅读 阅读数 阅读人数 访问量 访问次数 累计次数 浏览字号 字体 "
        "字体大小 字号 大小 字体颜色 颜色 选择阅读字号 视力保护色 保护视力色 分享 分享到 "
        "分享至 打印 主题分类 组配分类 有效性 公文时效 时效 时效性 文件有效性 效力状态 "
        "公开方式 公开范围 公开程序 公开形式 公开类别 公开属性 公开时限 体裁 体裁分类 "
        "关键词 关键字 主题词 分类 信息分类 类别 信息类别 公开目录 所属分类 服务对象 "
        "服务对象分类 内容概述 概述 摘要 语音播报 编号 收藏 公文种类 文件下载 载体类型 "
        "记录形式 统一编号 统一登记号 主办 附件下载 事项分类 收听 二维码 背景色 是否有效 "
        "文章作者 信息员 评论 次数 发文种类 栏目 频道 信息格式 语种 所属栏目 保护色 "
        "点赞"
    ),
}
_FIELD_OF = {label: field for field, labels in LABELS.items() for label in labels.split()}
_EVERYDAY = (
    "发布 日期 时间 名称 标题 单位 颜色 大小 编号 分类 类别 栏目 频道 摘要 概述 次数 评论 编辑 审核 签发"
)
_BARE_ONLY = frozenset(_EVERYDAY.split())
"""Everyday words: labels only at the start of a line or after a space or a mark, never inside a word."""


def _spaced(label: str) -> str:
    return r"\s{0,8}".join(map(re.escape, label))


_LABEL = re.compile(
    "(?P<label>"
    + "|".join(map(_spaced, sorted(_FIELD_OF, key=len, reverse=True)))
    + r")(?P<colon>\s{0,4}[:：]|[】\]])?"
)
_BOUNDARY = re.compile(r"[\s\d|｜/\[\]【】()（）;；,，日·:：>»]$")
_DATE_AHEAD = re.compile(r"[\s/]{0,4}[\[(（【]?\s?(?:19|20)\d\d\s?[-年/.—]")
_EDGES = " |｜/[]【】()（）·;；,，\t-—>»"
_BRACKETS = (("(", ")"), ("（", "）"), ("[", "]"), ("【", "】"))
_HINT = re.compile(
    r"日期|时间|来源|机构|机关|单位|部门|标题|名称|索|文号|字号|今天|发布|更新|分类|时效|有效|打印"
    r"|来\s+源|标\s+题|名\s+称|文\s+号"
)
LINE_LIMIT = 400
"""Characters; a longer line is prose, not a head line."""


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """One labelled field of a line: `value` is as written, stripped of marks; empty when nothing follows.

    `alone` says that the line holds nothing but this label, so that the value may stand in the next line.
    """

    field: Field
    label: str
    value: str
    line: int
    alone: bool = False


def labelled_values(lines: Sequence[str]) -> tuple[LabelledValue, ...]:
    """Every labelled field of the lines, in order; a label alone on its line takes the next line's text.

    The next line is taken only if it is no label itself and no sentence.
    """
    found: list[LabelledValue] = []
    for number, line in enumerate(lines):
        for value in _values_of_line(line, number):
            if not value.value and value.alone:
                following = lines[number + 1] if number + 1 < len(lines) else ""
                if _is_value(following):
                    value = LabelledValue(value.field, value.label, _value(following), number, alone=True)
            found.append(value)
    return tuple(found)


def label_count(line: str) -> int:
    """How many labels the line holds: two or more make a head line."""
    return len(_labels_of(line)) if len(line) <= LINE_LIMIT else 0


def names_title(line: str) -> bool:
    """Whether the line's first label is one of a title."""
    labels = _labels_of(line)
    return bool(labels) and _FIELD_OF[re.sub(r"\s", "", labels[0]["label"])] is Field.TITLE


def before_labels(line: str) -> str:
    """The text of the line before its first label; the whole line if it has none."""
    labels = _labels_of(line) if len(line) <= LINE_LIMIT else ()
    return line[: labels[0].start()].strip() if labels else line


def _values_of_line(line: str, number: int) -> Iterator[LabelledValue]:
    if len(line) > LINE_LIMIT:
        return
    labels = _labels_of(line)
    for position, match in enumerate(labels):
        end = labels[position + 1].start() if position + 1 < len(labels) else len(line)
        name = re.sub(r"\s", "", match["label"])
        value = _value(line[match.end() : end])
        alone = len(labels) == 1 and not line[: match.start()].strip(_EDGES)
        original = re.sub(r"\s", "", line[match.start("label") : match.end("label")])
        yield LabelledValue(_FIELD_OF[name], original, value, number, alone or position == len(labels) - 1)


def _value(text: str) -> str:
    """The text without marks around it; a bracket that it opens itself stays closed: `公示表(第二批)`."""
    value = text.strip(_EDGES)
    for opening, closing in _BRACKETS:
        if value.count(opening) > value.count(closing) and closing in text:
            value += closing
    return value


@remembered
def _labels_of(line: str) -> tuple[re.Match[str], ...]:
    plain = simplified(half_width(line))
    if not _HINT.search(plain) and ":" not in plain:
        return ()
    found: list[re.Match[str]] = []
    for match in _LABEL.finditer(plain):
        if _is_label(plain, match) or (found and _is_glued(plain, match)):
            found.append(match)
    return tuple(found)


def _is_glued(plain: str, match: re.Match[str]) -> bool:
    """Whether a label follows the value before it without a gap: `来源：市水务局日期：2019-03-26`."""
    if match["colon"]:
        return True
    name = re.sub(r"\s", "", match["label"])
    return _FIELD_OF[name] is Field.PUBLISHED and _DATE_AHEAD.match(plain[match.end() :]) is not None


def _is_label(plain: str, match: re.Match[str]) -> bool:
    name = re.sub(r"\s", "", match["label"])
    before = plain[: match.start()]
    at_boundary = not before or _BOUNDARY.search(before) is not None
    if match["colon"]:
        return at_boundary or name not in _BARE_ONLY
    if not at_boundary or (name in _BARE_ONLY and name not in {"名称", "标题", "编号", "分类"}):
        return False
    field = _FIELD_OF[name]
    rest = plain[match.end() :]
    if field in {Field.PUBLISHED, Field.SIGNED, Field.UPDATED, Field.DECOY_DATE}:
        return bool(_DATE_AHEAD.match(rest)) or not rest.strip(_EDGES)
    if not rest.strip(_EDGES):
        return not before.strip(_EDGES) or " " in before
    if field in {Field.INDEX, Field.ORGAN, Field.DOCUMENT_NUMBER}:
        return len(plain) < 80 and not re.search(r"[。，；]", plain)
    if field is Field.SOURCE and before[-1:].isdigit() and len(rest) < 30:
        return True
    if field is Field.SOURCE or field is Field.TITLE:
        return rest[0] in " /" and len(plain) < 80
    return rest[0] in " /" and field is Field.CHROME and len(plain) < 80


def _is_value(line: str) -> bool:
    text = line.strip(_EDGES)
    return (
        bool(text)
        and len(text) <= 60
        and not re.search(r"[。；！]", text)
        and not _labels_of(line)
        and not is_after_body(line)
        and not is_imprint(line)
    )
